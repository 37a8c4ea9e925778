/**
 * Makes a story as dirty as a full-text service over a newspaper site hands it out: everything
 * that a reader of the newsletter must never see, around a text that they must see whole.
 */
import { pictureUrl, storyUrl } from './addresses.ts';
import { escapeMarkup } from './markup.ts';
import type { Publication, Telling } from './publications.ts';

const nothing = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const footer =
  '<br><hr><div>Toujours plus de flux complets :<br>' +
  '<a href="https://flux-entiers.example" style="color:orange" target="_blank">' +
  'https://flux-entiers.example</a> <br>' +
  '<a href="https://flux-entiers.example/premium" style="color:orange" target="_blank">' +
  'Passez à Flux Entiers Premium</a><br></div>';

const promo =
  '<div data-selfpromo-newsletter></div><div data-selfpromo-app></div>' +
  '<div class="promo promo--lettre"><p>Inscrivez-vous à notre lettre du soir !</p>' +
  '<a href="https://petit-phare.example/lettre?utm_source=flux&amp;utm_medium=rss"></a></div>';

/** A title with HTML entities in it, so that the feed's own escaping makes it escaped twice. */
export function dirtyTitle({ title }: Telling): string {
  return escapeMarkup(title).replaceAll("'", '&#39;').replaceAll('é', '&eacute;');
}

/** The body of one item, with date line, lazy picture, promos, share widget, pixel and footer. */
export function dirtyBody(publication: Publication, telling: Telling, origin: string): string {
  const link = storyUrl(origin, publication, telling);
  const [opening = '', ...rest] = telling.paragraphs.map((text) => `<p>${escapeMarkup(text)}</p>`);
  const lead = `<p><strong>${escapeMarkup(telling.lead)}        </strong></p>`;
  const text = `<div>${opening}<p>&nbsp;</p>${rest.join('')}${promo}</div>`;
  const parts = [dateLine(telling.publishedAt), lazyPicture(publication, telling, origin)];
  return [...parts, lead, text, shares(link, telling.title), pixel(link), footer].join('');
}

function dateLine(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `<div>${day.split('-').reverse().join('/')} - ${time.slice(0, 5)}</div>`;
}

function lazyPicture({ scene }: Publication, telling: Telling, origin: string): string {
  if (scene === undefined) return '';
  const url = escapeMarkup(pictureUrl(origin, scene, telling));
  return (
    `<figure><img class="lazyload" src="${nothing}" data-src="${url}" ` +
    `data-srcset="${url} 640w" sizes="auto"><noscript><img src="${url}"></noscript></figure>`
  );
}

function shares(link: string, title: string): string {
  const url = encodeURIComponent(link);
  const words = encodeURIComponent(`${title} - ${link}`);
  // The redirect goes through percent-encoding once more, as share dialogs have it.
  const back = encodeURIComponent(`https://petit-phare.example/retour?vers=${url}`);
  const targets = [
    `https://partage.example/dialogue?app_id=10450771&href=${url}&redirect_uri=${back}&locale=fr`,
    `pigeon://envoyer?texte=${words}`,
    `https://web.pigeon.example/envoyer?texte=${words}`,
    `https://gazouillis.example/intent?url=${url}&via=PetitPhare&text=${encodeURIComponent(title)}`,
  ];
  const anchors = targets.map((target) => emptyAnchor(target)).join('');
  return (
    `<div><div>Partager :</div><div>${anchors}<span data-root-share>` +
    '<share-button v-on:open="openModal"></share-button>' +
    '<share-modal v-if="displayModal" v-on:close="closeModal"></share-modal></span></div></div>'
  );
}

function emptyAnchor(target: string): string {
  const rel = 'rel="noopener nofollow"';
  return `<a href="${escapeMarkup(target)}" target="_blank" ${rel}><span></span></a>`;
}

function pixel(link: string): string {
  const url = `https://mesure.petit-phare.example/p.gif?u=${encodeURIComponent(link)}&s=flux`;
  return `<img src="${escapeMarkup(url)}" width="1" height="1" alt="" style="display:none">`;
}
