/**
 * What owners are told of by mail. The list: who tells it names one of these kinds, and every
 * language has a sentence for each, with a place for each of the values.
 */
const noticeValues = {
  feedFailing: ['feed', 'reason'],
  feedRecovered: ['feed'],
  feedGone: ['feed'],
  feedHeld: ['feed', 'count', 'id'],
  feedWaiting: ['feed', 'count', 'id'],
  feedPages: ['feed', 'count'],
  feedPlain: ['feed'],
  feedSilent: ['feed', 'days'],
  feedNewsAgain: ['feed'],
  pausedForBounces: ['count', 'sent'],
  pausedForComplaints: ['count', 'sent'],
  sendingHalted: ['service', 'reason'],
  mailSetAside: ['service', 'edition', 'reason'],
  editionHeld: ['edition', 'reasons'],
  editionForVeto: ['at'],
  editionForApproval: ['at'],
  editionTest: [],
  eventPathTrial: ['mailbox'],
  deskSignIn: [],
  deskPasskey: [],
  hookOff: ['hook', 'id', 'reason'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What an owner may be told. */
export type NoticeKind = keyof typeof noticeValues;
/** What happens to feeds; its first value is always the feed. */
export type FeedNoticeKind = Extract<NoticeKind, `feed${string}`>;
/** What goes into the words of a kind of notice, by name. */
export type NoticeValue<K extends NoticeKind> = (typeof noticeValues)[K][number];

/** What goes into the words of this kind. */
export type NoticeValues<K extends NoticeKind> = Readonly<Record<NoticeValue<K>, string>>;

/** A thing that happened, to be told to the owner of a newsletter once. */
export interface Notice<K extends NoticeKind = NoticeKind> {
  /** Names what happened: the same id is told once. */
  readonly id: string;
  readonly newsletterId: string;
  readonly kind: K;
  /** What goes into the words. */
  readonly values: Readonly<Record<string, string>>;
  /** The edition that it brings along. */
  readonly proof?: Proof;
  /** The attempt to sign in at the desk that it is about, and who gets it. */
  readonly signIn?: SignInNotice;
  /** Who has a passkey more by which they come to the desk, or somebody else does. */
  readonly passkey?: DeskNotice;
  readonly at: number;
}

/** The way into the desk: whose attempt, and until when (ms) it can be finished. */
interface SignInNotice extends DeskNotice {
  readonly attemptId: string;
  readonly until: number;
}

/** What goes to somebody of the desk, at their own address. */
interface DeskNotice {
  readonly personId: string;
  /** Absent where a newsletter sends it. */
  readonly from?: DeskSender;
}

/** Whom mail of the desk comes from while there is no newsletter, and in which language it is. */
export interface DeskSender {
  readonly address: string;
  readonly postalAddress: string;
  readonly language: string;
}

/** An edition as its owner sees it before it goes. */
export interface Proof {
  readonly contentKey: string;
  /** The instant (ms) that it is due, where the owner may decide about it. */
  readonly scheduledAt?: number;
  /** One of the owner's addresses; absent: where notices go. */
  readonly to?: string;
}

/** A notice with all the values that its words have places for. */
export function newNotice<K extends NoticeKind>(
  notice: Notice<K> & { readonly values: NoticeValues<K> },
): Notice<K> {
  return notice;
}

/** Every kind of notice. */
export const noticeKinds = Object.keys(noticeValues) as readonly NoticeKind[];

/** The places that the words of this kind have to have. */
export function placesOf(kind: NoticeKind): readonly string[] {
  return noticeValues[kind];
}
