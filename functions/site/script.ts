/**
 * The script of the forms: a fresh one is prefilled with the time zone that the browser knows, the
 * nearest of the others after it, and what was filled in within seconds waits until it is old enough
 * to be a person's. Everything works without it.
 */
export const script = `(() => {
const list = document.querySelector('select[data-guess]');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (list && zone) {
const all = [...list.options];
const own = all.find((one) => one.value === zone || one.dataset.was === zone) || new Option(zone, zone);
const part = (one) => one.value.split('/')[0];
const far = (one) => 2 * Math.abs(one.dataset.m - own.dataset.m) + (part(one) === part(own) ? 0 : 1);
if (own.dataset.m) list.append(...all.sort((a, b) => (a !== own) - (b !== own) || far(a) - far(b)));
else list.prepend(own);
list.value = own.value;
for (const place of document.querySelectorAll('[data-zone]')) place.textContent = own.text;
}
const form = document.querySelector('form[data-wait]');
if (!form) return;
const still = (is) => form.querySelectorAll('button').forEach((one) => { one.disabled = is; });
const ready = performance.now() + Number(form.dataset.wait);
form.addEventListener('submit', (event) => {
const wait = ready - performance.now();
if (wait <= 0) return;
event.preventDefault();
still(true);
setTimeout(() => form.submit(), wait);
});
addEventListener('pageshow', () => still(false));
})();`;
