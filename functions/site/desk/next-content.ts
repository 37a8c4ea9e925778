/** What the next edition holds: what was found in it, and its stories with what can be done to each. */
import { html } from 'hono/html';
import type { Content, ItemRef } from '../../edition/content.ts';
import type { Finding, WarningFinding } from '../../edition/finding.ts';
import { reasonsText } from '../../edition/plan/hold.ts';
import type { Preview } from '../../edition/plan/preview.ts';
import { counted } from '../../edition/words.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import type { NextWords } from './next-words.ts';
import { actButton, formToken } from './parts.ts';

/** Somebody who looks at the page of the next edition. */
export interface NextLook {
  readonly visit: NewsletterVisit;
  readonly words: NextWords;
  readonly preview: Preview;
}

/** What speaks against it, a sentence each. */
export function findingsPart(look: NextLook, { findings }: Content): Html {
  const { words } = look;
  const list =
    findings.length === 0
      ? html`<p>${words.findings.none}</p>`
      : html`<ul>${findings.map((finding) => html`<li>${findingText(look, finding)}</li>`)}</ul>`;
  return html`<h2>${words.findings.title}</h2>${list}`;
}

function findingText({ visit, words }: NextLook, finding: Finding): Html {
  const { written, say } = visit.language;
  if (finding.level === 'error') {
    return html`<strong>${reasonsText([finding], written)} ${words.findings.holds}</strong>`;
  }
  const { example } = finding;
  const such =
    example === undefined
      ? ''
      : html` <span dir="auto">${say(words.findings.such, { example })}</span>`;
  return html`${warningText(finding, words, written)}${such}`;
}

function warningText(
  { check, count = 0 }: WarningFinding,
  { findings }: NextWords,
  written: string,
): string {
  const said = findings[check];
  return typeof said === 'string' ? said : counted(said, count, written);
}

/** More would make the page too long for a phone. */
const storiesShownMax = 30;

/** Its stories in their order. */
export function storiesPart(look: NextLook, { stories = [] }: Content): Html {
  const { visit, words } = look;
  const more = stories.length - storiesShownMax;
  const shown = stories
    .slice(0, storiesShownMax)
    .map((story, n) => (visit.may('curate') ? storyActs(look, story, n) : storyLine(story)));
  return html`<h2>${words.stories.title}</h2>${visit.may('curate') ? '' : html`<p>${words.stories.mayNot}</p>`}
<ol>${shown}</ol>${more > 0 ? html`<p>${counted(words.stories.more, more, visit.language.written)}</p>` : ''}`;
}

type Story = ItemRef & { readonly title: string };

function storyLine({ title }: Story): Html {
  return html`<li class="story" dir="auto">${title}</li>`;
}

function storyActs(look: NextLook, story: Story, n: number): Html {
  const { visit, words } = look;
  const { newsletter } = visit;
  const values = storyValues(look, story);
  const act = (kind: 'pin' | 'leave-out', label: string) =>
    actButton(visit, deskPath(newsletter.id, `/next/${kind}`), label, {
      about: story.title,
      values,
    });
  const own = words.stories;
  return html`<li class="story"><p dir="auto"><strong>${story.title}</strong></p><div class="acts">${act('pin', own.pin)}${act('leave-out', own.leaveOut)}</div>
<details><summary aria-label="${own.change}: ${story.title}">${own.change}</summary>${wordsForm(look, story, n)}${newsletter.sections.length > 1 ? moveForm(look, story, n) : ''}</details></li>`;
}

/** What every form about a story brings along. */
function storyValues(
  { preview }: NextLook,
  { feedId, key, title }: Story,
): Readonly<Record<string, string>> {
  const { scheduledAt } = preview;
  return {
    feed: feedId,
    key,
    named: title,
    due: String(scheduledAt),
  };
}

function storyForm(look: NextLook, story: Story, path: string, inside: Html, label: string): Html {
  const { visit } = look;
  const fields = Object.entries(storyValues(look, story)).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${deskPath(visit.newsletter.id, path)}">${formToken(visit)}${fields}${inside}<button class="second small">${label}</button></form>`;
}

function wordsForm(look: NextLook, story: Story, n: number): Html {
  const { stories: own } = look.words;
  const inside = html`<div class="field"><label for="title-${n}">${own.newTitle}</label><input id="title-${n}" name="title" maxlength="300" value="${story.title}" dir="auto"></div>
<div class="field"><label for="excerpt-${n}">${own.newExcerpt}</label><textarea id="excerpt-${n}" name="excerpt" maxlength="1000" dir="auto"></textarea></div>`;
  return storyForm(look, story, '/next/retitle', inside, own.retitle);
}

function moveForm(look: NextLook, story: Story, n: number): Html {
  const { visit, words } = look;
  const options = visit.newsletter.sections.map(
    ({ id, name }) => html`<option value="${id}">${name}</option>`,
  );
  const inside = html`<div class="field"><label for="section-${n}">${words.stories.section}</label><select id="section-${n}" name="section">${options}</select></div>`;
  return storyForm(look, story, '/next/move', inside, words.stories.move);
}
