// Puts new mails on top of the list while it is open. What is already there is not touched, so
// that the place on the page, the focus and the selection stay where they are.
const list = document.querySelector('#mails[data-live]');
const status = document.querySelector('#status');
const everyMs = 3_000;

const idsOf = (items) => new Set([...items].map((item) => item.dataset.id));

function show(fresh) {
  const known = idsOf(list.children);
  const arrived = [...fresh.querySelectorAll('#mails > li')].filter(
    (item) => !known.has(item.dataset.id),
  );
  const total = fresh.querySelector('#count')?.textContent ?? '';
  document.querySelector('#count').textContent = total;
  if (arrived.length === 0) return;
  document.querySelector('.quiet')?.remove();
  const reading = list.getBoundingClientRect().top < 0;
  const heightBefore = document.documentElement.scrollHeight;
  list.prepend(...arrived);
  if (reading) scrollBy(0, document.documentElement.scrollHeight - heightBefore);
  status.textContent = arrived.length === 1 ? 'One new mail' : `${arrived.length} new mails`;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    const emptied = list.children.length > 0 && fresh.querySelector('#mails > li') === null;
    if (emptied) location.reload();
    else show(fresh);
  } catch {
    // The machine was stopped; the next try may find it again.
  }
}

if (list) setInterval(refresh, everyMs);
