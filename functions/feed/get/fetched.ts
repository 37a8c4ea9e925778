/** What a request for a document can come to. */
import type { Validators } from '../feed.ts';

/** What came of a request: never an exception. */
export type Fetched =
  | FetchedUnchanged
  | FetchedBody
  | { readonly kind: 'gone' }
  | FetchedRetryLater
  | { readonly kind: 'failed'; readonly reason: string };

/** What a good answer says about the next request. */
interface AnswerHeaders {
  /** So long it stays as it is, by its own word; 0 when it may change at any time. */
  readonly freshForMs?: number;
  /** Where it has moved, when every redirect on the way was a permanent one. */
  readonly movedTo?: string;
  /** It came over http though it was asked for over https: a redirect led there. */
  readonly isPlain?: true;
}

interface FetchedUnchanged extends AnswerHeaders {
  readonly kind: 'unchanged';
}

interface FetchedRetryLater {
  readonly kind: 'retryLater';
  readonly notBefore: number;
  readonly reason: string;
  /** 429 is about whoever asks, so it holds for the whole site; 503 is about the page. */
  readonly scope: 'site' | 'feed';
  /** Who answered so, after redirects. */
  readonly url: string;
}

/** A document as it came, and what its headers say. */
export interface FetchedBody extends AnswerHeaders {
  readonly kind: 'body';
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  /** Where the bytes came from in the end. */
  readonly url: string;
  readonly validators: Validators;
  /** It goes on behind so many bytes, which were not read. */
  readonly cutAtBytes?: number;
  /** Its Link headers, one after the other (RFC 8288). */
  readonly links?: string;
}

/** A GET that asks only for what is new since the validators were given. */
export type Get = (url: string, validators?: Validators) => Promise<Fetched>;
