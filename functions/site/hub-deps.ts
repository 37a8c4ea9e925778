/** What the site needs to answer hubs; the feed room decides. */

/** The two calls of a hub. */
export interface HubDeps {
  /** The challenge if we asked for just this, undefined otherwise. */
  answer(callback: HubCallback, question: HubQuestion): Promise<string | undefined>;
  /** `unknown` when nobody here subscribed to that. */
  ping(push: HubPush): Promise<string>;
}

/** Which subscription a hub speaks of. */
export interface HubCallback {
  readonly feed: string;
  readonly token: string;
}

interface HubQuestion {
  readonly mode: string | undefined;
  readonly topic: string | undefined;
  readonly challenge: string | undefined;
  readonly leaseSeconds: string | undefined;
}

interface HubPush extends HubCallback {
  readonly signature: string | undefined;
  readonly body: Uint8Array;
}
