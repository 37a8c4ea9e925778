/** An edition for its owner's eyes: as readers would see it, with what was found and what can be done. */
import type { Notice, Proof } from '../config/notice.ts';
import type { Content, PersonalLink, Piece } from '../edition/content.ts';
import type { Finding } from '../edition/finding.ts';
import { escapeHtml } from '../edition/html.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { textOfLetter } from '../edition/print/text.ts';
import { scheduleInWords } from '../edition/schedule-words.ts';
import { counted, languageOfWords, phrase, textDirection, wordsFor } from '../edition/words.ts';
import type { Letter } from './letter.ts';
import { noticeLines } from './notice.ts';

/** What a proof is written from. */
export interface ProofInput {
  readonly notice: Notice & { readonly proof: Proof };
  readonly newsletter: Newsletter;
  readonly content: Content;
  readonly siteUrl: string;
  readonly to: string;
  /** Where the owner decides; absent where there is nothing to decide. */
  readonly actUrl?: string | undefined;
}

/** Writes the proof. Its reader's links lead to the start page: nobody is subscribed by it. */
export function renderProof(input: ProofInput): Letter {
  const { notice, newsletter, content } = input;
  const { proof } = wordsFor(newsletter.language).mail;
  const subject = phrase(notice.kind === 'editionTest' ? proof.test : proof.preview, {
    subject: content.subject,
  });
  const said = saidOf(input);
  return {
    subject,
    html: withBanner(filled(content.html, input, escapeHtml), bannerOf(said, newsletter.language)),
    text: `${textOf(said)}\n\n${filled(content.text, input, (text) => text)}`,
  };
}

interface Said {
  readonly lines: readonly string[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

function saidOf({ notice, newsletter, content, actUrl }: ProofInput): Said {
  const { language } = newsletter;
  const { proof } = wordsFor(language).mail;
  const findings = content.findings.map((finding) => findingLine(finding, language));
  const lead = content.lead && leadLine(content, language);
  const links = { stop: proof.stop, go: proof.go, skip: proof.skip };
  return {
    lines: [
      ...noticeLines(notice, language),
      ...(lead === undefined ? [] : [lead]),
      ...(findings.length === 0 ? [proof.nothingFound] : findings),
    ],
    links:
      actUrl === undefined
        ? []
        : Object.entries(links).map(([act, label]) => ({ label, url: `${actUrl}?do=${act}` })),
  };
}

function leadLine({ lead, stories = [] }: Content, language: string): string | undefined {
  const { leads, reasons } = wordsFor(language).mail.proof;
  const found = stories.find((story) => story.key === lead?.item.key);
  if (lead === undefined || found === undefined) return undefined;
  const list = new Intl.ListFormat(languageOfWords(language), { type: 'unit' });
  const known = lead.reasons.map((reason) => reasons[reason] ?? reason);
  return phrase(leads, { title: found.title, reasons: list.format(known) });
}

function findingLine(finding: Finding, language: string): string {
  const { heldReasons, proof } = wordsFor(language).mail;
  if (finding.level === 'error') {
    return counted(heldReasons[finding.check], finding.count ?? 0, languageOfWords(language));
  }
  const { check, count = 0, example = '' } = finding;
  return phrase(proof.warnings[check], { count: String(count), example });
}

function filled(
  pieces: readonly Piece[],
  { newsletter, siteUrl, to }: ProofInput,
  shown: (text: string) => string,
): string {
  const values: Readonly<Record<PersonalLink, string>> = {
    unsubscribe: siteUrl,
    preferences: siteUrl,
    address: to,
    schedule: scheduleInWords(newsletter.defaultSchedule, newsletter.language),
  };
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : shown(values[piece.personal])))
    .join('');
}

/** Behind the tag that opens the body: what stands before it is ours, or escaped. */
function withBanner(html: string, banner: string): string {
  const end = html.indexOf('>', html.indexOf('<body')) + 1;
  return `${html.slice(0, end)}${banner}${html.slice(end)}`;
}

const cell =
  'padding:16px 24px;background:#fff4d6;color:#23211d;border-bottom:3px solid #8c2f22;' +
  'font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5';
const link =
  'display:inline-block;margin:4px 16px 4px 0;padding:10px 0;color:#8c2f22;font-weight:bold';

function bannerOf({ lines, links }: Said, language: string): string {
  const { direction, start } = textDirection(languageOfWords(language));
  const said = lines.map((line) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`).join('');
  const acts = links
    .map(
      ({ label, url }) => `<a style="${link}" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`,
    )
    .join(' ');
  return (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>' +
    `<td dir="${direction}" align="${start}" style="${cell}">${said}${acts}</td></tr></table>`
  );
}

function textOf({ lines, links }: Said): string {
  const acts = links.map(({ label, url }) => `${label}:\n${url}`);
  return `${textOfLetter([...lines, ...acts])}${'='.repeat(72)}`;
}
