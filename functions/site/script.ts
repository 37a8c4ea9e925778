/**
 * The script of the forms: a fresh one is prefilled with the time zone that the browser knows, and
 * what was filled in within seconds waits until it is old enough to be a person's. Everything works
 * without it.
 */
export const script = `(() => {
const list = document.querySelector('select[data-guess]');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (list && zone) {
if (![...list.options].some((option) => option.value === zone)) list.add(new Option(zone, zone));
list.value = zone;
}
const form = document.querySelector('form[data-wait]');
if (!form) return;
const ready = performance.now() + Number(form.dataset.wait);
form.addEventListener('submit', (event) => {
const wait = ready - performance.now();
if (wait <= 0) return;
event.preventDefault();
form.querySelector('button').disabled = true;
setTimeout(() => form.submit(), wait);
});
addEventListener('pageshow', () => { form.querySelector('button').disabled = false; });
})();`;
