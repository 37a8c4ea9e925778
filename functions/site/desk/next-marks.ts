/** What an owner has changed about editions to come, and the forms to say something oneself. */
import { html } from 'hono/html';
import type { Mark } from '../../edition/mark.ts';
import { ownAddresses } from '../../edition/newsletter.ts';
import type { Html } from '../page.ts';
import { maskedAddress } from '../page-language.ts';
import { deskPath } from './desk.ts';
import { deskMoment } from './moment.ts';
import type { NextLook } from './next-content.ts';
import { actButton, actForm, choiceField, textField } from './parts.ts';

/** The marks that stand, each with the way back. */
export function marksPart(look: NextLook): Html | '' {
  const { visit, words, preview } = look;
  const { newsletter, language, may } = visit;
  const marks = preview.marks.filter(({ until }) => until > visit.now);
  if (marks.length === 0) return '';
  const line = (mark: Mark) => {
    const text = markText(look, mark);
    const until = language.say(words.marks.until, {
      at: deskMoment(mark.until, newsletter.zone, language),
    });
    const back = may('curate')
      ? html`<div class="acts">${actButton(visit, deskPath(newsletter.id, '/next/take-back'), words.marks.takeBack, { about: text, values: { mark: mark.id } })}</div>`
      : '';
    return html`<li class="story"><p dir="auto">${text}</p><p class="hint">${until}</p>${back}</li>`;
  };
  return html`<h2>${words.marks.title}</h2><p>${words.marks.lead}</p><ul>${marks.map(line)}</ul>`;
}

const noteCharsShown = 80;

/** What a mark says, on one line. */
export function markText({ visit, words }: Pick<NextLook, 'visit' | 'words'>, mark: Mark): string {
  const { language, newsletter } = visit;
  if (mark.kind === 'note') {
    const [text] = Object.values(mark.texts);
    return language.say(words.marks.note, {
      text: (text?.markdown ?? '').slice(0, noteCharsShown),
    });
  }
  const sectionId = 'sectionId' in mark ? mark.sectionId : '';
  const section = newsletter.sections.find(({ id }) => id === sectionId)?.name ?? sectionId;
  return language.say(words.marks[mark.kind], { title: mark.named, section });
}

/** A note at the top of what comes. */
export function notePart({ visit, words }: NextLook): Html {
  const own = words.note;
  const field = html`<div class="field"><label for="note">${own.text}</label><textarea id="note" name="text" maxlength="5000" required aria-describedby="note-hint" dir="auto"></textarea><p class="hint" id="note-hint">${own.hint}</p></div>`;
  return html`<section><h2>${own.title}</h2>${actForm(visit, deskPath(visit.newsletter.id, '/next/note'), field, own.save, { kind: 'second' })}</section>`;
}

/** An item that no feed has brought. */
export function ownItemPart({ visit, words }: NextLook): Html {
  const own = words.own;
  const { sections, id } = visit.newsletter;
  const [first] = sections;
  const fields = html`${textField({ name: 'title', label: own.heading, isRequired: true })}
<div class="field"><label for="own-text">${own.text}</label><textarea id="own-text" name="text" maxlength="20000" aria-describedby="own-hint" dir="auto"></textarea><p class="hint" id="own-hint">${own.hint}</p></div>
${textField({ name: 'link', label: own.link, type: 'url' })}${textField({ name: 'picture', label: own.picture, type: 'url' })}
${
  sections.length > 1
    ? choiceField({
        name: 'section',
        label: own.section,
        value: first?.id ?? '',
        options: sections.map((one) => [one.id, one.name] as const),
      })
    : html`<input type="hidden" name="section" value="${first?.id ?? ''}">`
}`;
  return html`<section><h2>${own.title}</h2>${actForm(visit, deskPath(id, '/next/item'), fields, own.save, { kind: 'second' })}</section>`;
}

/** The edition as a mail to one of the owner's own addresses. */
export function testPart({ visit, words, preview }: NextLook): Html {
  const own = words.test;
  const { newsletter, may } = visit;
  const addresses = ownAddresses(newsletter);
  const shown = may('readers') ? addresses : addresses.map(maskedAddress);
  const fields = html`<input type="hidden" name="for" value="${preview.audience.id}"><input type="hidden" name="due" value="${preview.scheduledAt}">
${choiceField({ name: 'to', label: own.to, value: '0', options: shown.map((address, n) => [String(n), address] as const) })}`;
  return html`<section class="card"><h2>${own.title}</h2><p>${own.hint}</p>${actForm(visit, deskPath(newsletter.id, '/next/test'), fields, own.send, { kind: 'second' })}</section>`;
}
