import { html } from 'hono/html';
import { fates } from '../ses/fates.ts';
import type { Fault } from '../ses/faults.ts';
import { faultKinds } from '../ses/faults.ts';
import { faultWords } from './fault-form.ts';
import type { MailSwitches } from './panel.ts';

const mailPath = '/_control/mail';

/** The local SES: what it allows, and what goes wrong with it on purpose. */
export function mailCard({ faults, account }: MailSwitches) {
  const switchedOn = faults.list();
  return html`<section class="card">
    <h2>The mail endpoint</h2>
    <p class="soft">
      It answers as SES would. ${account.sentLast24Hours()} of its daily quota used.
    </p>
    ${limitsForm(account.settings())}
    <h3>Faults</h3>
    ${
      switchedOn.length === 0
        ? html`<p class="soft">None: every mail is accepted and delivered.</p>`
        : faultList(switchedOn)
    }
    ${faultForm()}
  </section>`;
}

function limitsForm(settings: ReturnType<MailSwitches['account']['settings']>) {
  return html`<form method="post" action="${mailPath}/limits" class="row">
    <label class="field">
      Mails a second
      <input name="maxSendRate" inputmode="decimal" required value="${settings.maxSendRate}" />
    </label>
    <label class="field">
      Mails a day
      <input name="max24HourSend" inputmode="numeric" required value="${settings.max24HourSend}" />
    </label>
    <label class="check">
      <input type="checkbox" name="sendingEnabled" ${settings.sendingEnabled ? 'checked' : ''} />
      Sending allowed
    </label>
    <label class="check">
      <input type="checkbox" name="sandbox" ${settings.sandbox ? 'checked' : ''} />
      Sandbox: verified recipients only, 200 a day, 1 a second
    </label>
    <label class="field long">
      Verified domains and addresses
      <input name="identities" placeholder="anyone may send" autocapitalize="none"
        spellcheck="false" value="${(settings.identities ?? []).join(', ')}" />
    </label>
    <label class="field long">
      Paused configuration sets
      <input name="pausedSets" placeholder="none" autocapitalize="none" spellcheck="false"
        value="${settings.pausedSets.join(', ')}" />
    </label>
    <button>Save limits</button>
  </form>`;
}

function faultList(switchedOn: readonly Fault[]) {
  return html`<ul>
      ${switchedOn.map(faultRow)}
    </ul>
    <form method="post" action="${mailPath}/faults/clear" class="row">
      <button>Switch all faults off</button>
    </form>`;
}

function faultRow({ kind, times, probability, recipient, fate, struck }: Fault) {
  const details = [
    ...(fate === undefined ? [] : [fate]),
    times === undefined ? 'until switched off' : `${times}×`,
    ...(probability === undefined ? [] : [`${Math.round(probability * 1000) / 10} % of calls`]),
    ...(recipient === undefined ? [] : [`to ${recipient}`]),
    `struck ${struck}×`,
  ];
  return html`<li>
    ${faultWords[kind]}
    <p class="soft">${details.join(' · ')}</p>
  </li> `;
}

function faultForm() {
  return html`<form method="post" action="${mailPath}/faults" class="row">
    <label class="field long">
      What goes wrong
      <select name="kind">
        ${faultKinds.map((kind) => html`<option value="${kind}">${faultWords[kind]}</option> `)}
      </select>
    </label>
    <label class="field">
      How often
      <input name="times" inputmode="numeric" placeholder="until switched off" />
    </label>
    <label class="field">
      Percent of calls
      <input name="percent" inputmode="decimal" placeholder="all" />
    </label>
    <label class="field">
      Only to, * for anything
      <input name="recipient" placeholder="everyone" autocapitalize="none" spellcheck="false" />
    </label>
    <label class="field">
      Fate
      <select name="fate">
        ${fates.map(
          (fate) =>
            html`<option value="${fate}" ${fate === 'bounced' ? 'selected' : ''}>${fate}</option> `,
        )}
      </select>
    </label>
    <button>Switch on</button>
  </form>`;
}
