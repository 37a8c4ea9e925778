/** The forms on the page of a feed: how it is printed, how it is watched, whether at all. */
import { html } from 'hono/html';
import { settingWritten } from '../../feed/each-setting.ts';
import type { Feed } from '../../feed/feed.ts';
import { intervalsMinutes } from '../../feed/intervals.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import type { Saying } from './feed-says.ts';
import { approvalOptions, settleOptions } from './gate-form.ts';
import { actButton, actForm, choiceField, factList, textField } from './parts.ts';

type Options = readonly (readonly [value: string, label: string])[];

const nameOf = (options: Options, value: string) =>
  options.find(([one]) => one === value)?.[1] ?? value;

/** Title, section and where the text is from. */
export function printingForm(feed: Feed, visit: NewsletterVisit, { words }: Saying): Html {
  const { one } = words;
  const sections = visit.newsletter.sections.map(({ id, name }) => [id, name] as const);
  const texts: Options = Object.entries(one.texts);
  if (!visit.may('curate')) return factList([[one.fullText, nameOf(texts, feed.fullText)]]);
  const fields = html`${textField({ name: 'title', label: one.name, value: feed.title, hint: one.nameHint })}
${choiceField({ name: 'section', label: one.section, value: feed.sectionId, options: sections })}
${choiceField({ name: 'text', label: one.fullText, value: feed.fullText, options: texts })}`;
  const path = deskPath(visit.newsletter.id, `/f/${feed.id}/printing`);
  return actForm(visit, path, fields, one.save, { kind: 'second' });
}

/** How often it is asked, and what holds its items back. */
export function watchingForm(feed: Feed, visit: NewsletterVisit, saying: Saying): Html {
  const { one, gate } = saying.words;
  const unset = ['', gate.likePaper] as const;
  const every = settingWritten('every', feed) ?? 'auto';
  const settle = settingWritten('settle', feed) ?? '';
  const approval = settingWritten('approval', feed) ?? '';
  const everys: Options = [
    ['auto', one.everyAuto],
    ...intervalsMinutes.map(
      (minutes) => [String(minutes), saying.language.say(one.everyMinutes, { minutes })] as const,
    ),
  ];
  const settles: Options = [unset, ...settleOptions(saying)];
  const approvals: Options = [unset, ...approvalOptions(saying, approval)];
  if (!visit.may('settings')) {
    return factList([
      [one.every, nameOf(everys, every)],
      [gate.settle, nameOf(settles, settle)],
      [gate.approval, nameOf(approvals, approval)],
    ]);
  }
  const fields = html`${choiceField({ name: 'every', label: one.every, value: every, options: everys })}
${choiceField({ name: 'settle', label: gate.settle, value: settle, options: settles })}
${choiceField({ name: 'approval', label: gate.approval, value: approval, options: approvals })}`;
  const path = deskPath(visit.newsletter.id, `/f/${feed.id}/watching`);
  return actForm(visit, path, fields, one.save, { kind: 'second' });
}

/** Reading now, stopping and taking up again, and removing with what happens then. */
export function stateForms(
  feed: Feed,
  visit: NewsletterVisit,
  { words: { one }, language }: Saying,
  waiting: number,
): Html {
  const path = (act: string) => deskPath(visit.newsletter.id, `/f/${feed.id}/${act}`);
  const isActive = feed.state === 'active';
  const read = isActive && visit.may('curate') ? actButton(visit, path('read'), one.read) : '';
  if (!visit.may('settings')) return html`<section><div class="acts">${read}</div></section>`;
  const state = isActive
    ? actButton(visit, path('stop'), one.stop)
    : actButton(visit, path('resume'), one.resume);
  const sure = html`<div class="field"><label><input type="checkbox" name="sure" value="yes"> ${one.removeSure}</label></div>`;
  return html`<section><div class="acts">${read}${state}</div><p>${one.stopLead}</p></section>
<section><h2>${one.remove}</h2><p>${language.say(one.removeLead, { count: waiting })}</p>${actForm(visit, path('remove'), sure, one.remove, { kind: 'danger' })}</section>`;
}
