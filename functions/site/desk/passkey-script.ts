/**
 * The script of the two forms that ask for a passkey. A form is shown where the browser knows passkeys
 * and is at the host that they are bound to; pressed, it asks the desk what to ask for, lets a device
 * answer, and is sent with the answer. Nothing else of a page needs it.
 */
export const passkeyScript = `(() => {
const form = document.querySelector('form[data-ask]');
if (!form || !window.PublicKeyCredential || location.hostname !== form.dataset.host) return;
form.hidden = false;
document.querySelectorAll('[data-without]').forEach((one) => { one.hidden = true; });
const fault = form.querySelector('[role=alert]');
const button = form.querySelector('button');
const bytes = (text) =>
Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
const text = (buffer) =>
btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(''))
.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const listed = (all) => (all || []).map((one) => ({ ...one, id: bytes(one.id) }));
const answerTo = async (asked) => {
const publicKey = { ...asked, challenge: bytes(asked.challenge) };
if (asked.user) {
publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
publicKey.excludeCredentials = listed(asked.excludeCredentials);
return navigator.credentials.create({ publicKey });
}
publicKey.allowCredentials = listed(asked.allowCredentials);
return navigator.credentials.get({ publicKey });
};
const told = ({ id, rawId, type, response }) => {
const names = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
const held = names.filter((name) => response[name]).map((name) => [name, text(response[name])]);
return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(held) });
};
form.addEventListener('submit', async (event) => {
event.preventDefault();
fault.hidden = true;
button.disabled = true;
try {
const body = new URLSearchParams(new FormData(form));
const asked = await fetch(form.dataset.ask, { method: 'POST', body });
if (asked.redirected) return location.assign(asked.url);
if (!asked.ok) throw new Error(asked.statusText);
form.elements.answer.value = told(await answerTo(await asked.json()));
form.submit();
} catch (error) {
fault.textContent = error.name === 'InvalidStateError' ? form.dataset.taken : form.dataset.fault;
fault.hidden = false;
}
button.disabled = false;
button.focus();
});
})();`;
