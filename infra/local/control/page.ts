import { html, raw } from 'hono/html';
import type { ScheduleName } from '../../cloud/door-names.ts';
import { demoPath } from '../demo/addresses.ts';
import { alarmCard } from './alarm-card.ts';
import { mailCard } from './mail-card.ts';
import type { AlarmStatus, MailSwitches, PanelStatus } from './panel.ts';
import { statusCards } from './status-cards.ts';
import { style } from './style.ts';
import { aheadInWords, asFieldValue, inWords } from './words.ts';

/** Where the local system mounts the control page. */
export const controlPath = '/_control';

/** What the control page shows. */
export interface ControlView {
  readonly now: number;
  readonly realNow: number;
  readonly zone: string;
  readonly nextEditionAt: number | undefined;
  readonly tomorrowAt: number;
  readonly status: PanelStatus;
  readonly alarms: readonly AlarmStatus[];
  readonly mail: MailSwitches;
  readonly said?: Said;
}

/** What the last button did, or why it did nothing. */
export interface Said {
  readonly words: string;
  readonly isRefusal: boolean;
}

/** The whole control page; it needs no script. */
export function controlPage(view: ControlView) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Control · Paperboy on this machine</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <div class="wide">
          ${head()}
          <main>
            ${saying(view.said)} ${clockCard(view)}
            <div class="grid">
              <div>${scheduleCard()} ${statusCards(view.status)}</div>
              <div>${alarmCard(view.alarms)} ${mailCard(view.mail)}</div>
            </div>
          </main>
        </div>
      </body>
    </html>`;
}

function head() {
  return html`<header>
    <strong>Paperboy on this machine</strong>
    <a href="/">Site</a>
    <a href="/_inbox">Inbox</a>
    <a href="${demoPath}/">Demo feeds</a>
    <a href="${controlPath}/">Refresh</a>
  </header>`;
}

function saying(said: Said | undefined) {
  if (said === undefined) return '';
  const tone = said.isRefusal ? 'card said bad' : 'card said';
  return html`<p class="${tone}" role="${said.isRefusal ? 'alert' : 'status'}">${said.words}</p>`;
}

function clockCard({ now, realNow, zone, nextEditionAt, tomorrowAt }: ControlView) {
  return html`<section class="card">
    <h1>The local time</h1>
    <p class="now"><time datetime="${new Date(now).toISOString()}">${inWords(now, zone)}</time></p>
    <p class="soft">${zone} · ${aheadInWords(now - realNow)}</p>
    <p class="soft">
      ${
        nextEditionAt === undefined
          ? 'No edition is planned yet: sign up on the site and confirm first.'
          : html`Next edition: ${inWords(nextEditionAt, zone)}`
      }
    </p>
    <form method="post" action="${controlPath}/clock" class="row">
      <button class="main" name="to" value="next-edition" ${nextEditionAt === undefined ? 'disabled' : ''}>
        To the next edition
      </button>
      <button name="by" value="PT1H">1 hour on</button>
      <button name="to" value="tomorrow-morning">To tomorrow morning</button>
      <button name="by" value="P1W">1 week on</button>
    </form>
    <form method="post" action="${controlPath}/clock" class="row">
      <label class="field date">
        Or to a time of your own, ${zone}
        <input type="datetime-local" name="to" required
          min="${asFieldValue(now, zone)}" value="${asFieldValue(tomorrowAt, zone)}" />
      </label>
      <button>Go there</button>
    </form>
    <p class="soft">
      The clock only moves forward. On its way it runs every schedule that falls due, so a week
      may take a moment.
    </p>
  </section>`;
}

const scheduleWords: Readonly<Record<ScheduleName, readonly [label: string, what: string]>> = {
  poll: ['Poll now', 'asks the feeds that are due'],
  digest: ['Digest now', 'makes the editions that are due'],
  sweep: ['Sweep now', 'finishes what was left half done'],
};

function scheduleCard() {
  const buttons = Object.entries(scheduleWords).map(
    ([name, [label, what]]) =>
      html`<li class="row">
        <button name="schedule" value="${name}">${label}</button>
        <p class="soft">${what}</p>
      </li> `,
  );
  return html`<section class="card">
    <h2>Schedules</h2>
    <form method="post" action="${controlPath}/fire">
      <ul>
        ${buttons}
      </ul>
    </form>
  </section>`;
}
