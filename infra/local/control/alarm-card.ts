import { html } from 'hono/html';
import type { AlarmStatus } from './panel.ts';
import { countInWords } from './words.ts';

/** The alarms of the template: those that ring, in the words in which the owner is mailed them. */
export function alarmCard(alarms: readonly AlarmStatus[]) {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  return html`<section class="card">
    <h2>Alarms</h2>
    ${
      ringing.length === 0
        ? html`<p class="soft">All ${countInWords(alarms.length)} alarms are quiet.</p>`
        : html`<ul>
            ${ringing.map(alarmRow)}
          </ul>`
    }
    <p class="soft">
      They are judged by what happened here, five minutes at a time. Those on bounces and
      complaints stay quiet: their rates are SES’s own.
    </p>
  </section>`;
}

function alarmRow({ name, text }: AlarmStatus) {
  const [means = '', toDo] = text.split(' To do: ');
  return html`<li>
    <strong class="bad">${name}</strong>
    <p>${means}</p>
    ${toDo === undefined ? '' : html`<p>To do: ${toDo}</p>`}
  </li> `;
}
