/**
 * The script of the desk: a part of a page that changes by itself is fetched anew while somebody
 * looks at it. Without script such a page has a link that loads it again. A preview follows the form
 * above it.
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
