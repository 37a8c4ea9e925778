/**
 * The script of the desk: a part of a page that changes by itself is fetched anew while somebody
 * looks at it. Without script such a page has a link that loads it again. A preview follows the form
 * above it. The parts of a file are fetched one after the other and become one; what has come is saved
 * also when one does not come.
 */
export const deskScript = `(() => {
const preview = document.querySelector('iframe[data-preview]');
const fields = preview && document.querySelector('form[method=post]');
if (fields) {
let waiting;
fields.addEventListener('input', () => {
clearTimeout(waiting);
waiting = setTimeout(() => {
const said = [...new FormData(fields)].filter(([name]) => name.startsWith('theme.'));
preview.src = preview.dataset.preview + '?' + new URLSearchParams(said);
}, 300);
});
}
const whole = document.querySelector('[data-whole]');
if (whole) {
const form = whole.querySelector('form');
const status = whole.querySelector('[role=status]');
const save = (pieces) => {
const link = document.createElement('a');
link.href = URL.createObjectURL(new Blob(pieces, { type: 'text/csv' }));
link.download = whole.dataset.whole;
link.click();
setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
form.addEventListener('submit', async (event) => {
event.preventDefault();
const button = form.querySelector('button');
button.disabled = true;
const fields = new URLSearchParams([...new FormData(form)]);
const pieces = [];
let readers = 0;
let next;
try {
do {
const answer = await fetch(form.action, { method: 'POST', body: fields, redirect: 'manual' });
if (!answer.ok) throw new Error(answer.status);
const text = await answer.text();
pieces.push(new Blob([pieces.length ? text.slice(text.indexOf('\\n') + 1) : text]));
readers += Number(answer.headers.get('x-readers'));
status.textContent = whole.dataset.came.replace('{readers}', readers.toLocaleString(document.documentElement.lang, { numberingSystem: 'latn' }));
next = /<([^>]*)>/.exec(answer.headers.get('link') || '')?.[1];
if (next) for (const [name, value] of new URL(next, location.href).searchParams) fields.set(name, value);
} while (next);
save(pieces);
} catch {
if (!pieces.length) return form.submit();
save(pieces);
const rest = document.createElement('a');
rest.href = next;
rest.textContent = whole.dataset.rest;
status.replaceChildren(rest);
}
button.disabled = false;
});
whole.hidden = false;
}
const part = document.querySelector('[data-live]');
if (!part) return;
const again = async () => {
if (document.hidden) return;
const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
if (!answer.ok || answer.redirected) return;
const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
const next = page.querySelector('[data-live]');
const now = document.querySelector('[data-live]');
if (now.contains(document.activeElement) && document.activeElement !== document.body) return;
if (next) now.replaceWith(next); else location.reload();
};
setInterval(() => again().catch(() => {}), 1000 * Math.max(2, Number(part.dataset.live) || 5));
})();`;
