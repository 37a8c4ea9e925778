/**
 * Tells lines that only tell of an item (who wrote it, how long it is, where its chapters begin) from
 * sentences, in the languages that feeds are mostly written in.
 */
import { trimEndOf } from '../../config/trim-end.ts';

const lineCharsMax = 120;

const anyOf = (words: string) =>
  words
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('|');

/** A mark of a chapter: a time, and what begins there. */
const chapter = /^[([]?\d{1,2}:\d{2}(?::\d{2})?[)\]]?(?:[\s\-–—:|]|$)/;

/** What stands in front of a value. */
const label = new RegExp(
  `^(?:${anyOf(`
  points|score|# ?comments|comments(?: url)?|article url|views|likes|reading time|read time|duration|length|runtime|published|posted|updated|date|author|written by|words by|text|photos?|photograph|photography|picture|image|images|image credit|photo credit|credits?|illustration|source|via|tags?|categor(?:y|ies)|filed under|topics|keywords|rating|price|episode|season|host|hosts|guests?|music|chapters|time ?stamps|shownotes|show notes|transcript|download|location|where|when
  lesezeit|dauer|länge|veröffentlicht|aktualisiert|stand|datum|autor|autorin|von|foto|fotos|bild|bilder|grafik|quelle|schlagwörter|stichworte|themen|kategorien?|folge|staffel|moderation|gäste|musik|kapitel|kapitelmarken|ort|wann|wo|preis|bewertung
  temps de lecture|durée|publié|mis à jour|auteure?|texte|photos? de|crédits?(?: photos?)?|légende|mots[- ]clés|catégories?|étiquettes|épisode|saison|invitée?s?|musique|chapitres|lieu|prix
  tiempo de lectura|duración|publicado|actualizado|autora?|texto|fotos? de|fotografía|imagen|fuente|etiquetas|categorías?|episodio|temporada|invitad[oa]s?|música|capítulos|lugar|precio
  tempo di lettura|durata|pubblicato|aggiornato|autore|autrice|testo|fotografia|immagine|fonte|etichette|categori[ae]|episodio|stagione|ospit[ei]|musica|capitoli|luogo|prezzo
  tempo de leitura|duração|publicado|atualizado|imagem|fonte|etiquetas|categorias?|episódio|convidad[oa]s?|capítulos|local|preço
  czas czytania|czas trwania|opublikowano|aktualizacja|autork?a?|tekst|fot\\.?|zdjęci[ae]|źródło|tagi|kategori[ae]|odcinek|goś(?:ć|cie)|muzyka|rozdziały|miejsce|cena
  автор|фото|источник|теги|категория|время чтения|длительность
  بقلم|الكاتب|الصورة|صورة|تصوير|المصدر|المدة|مدة القراءة|الوسوم|التصنيف|تاريخ النشر
  作者|文|图|圖|图片|圖片|图源|圖源|图片来源|圖片來源|摄影|攝影|来源|來源|记者|記者|编辑|編輯|责任编辑|時長|时长|阅读时间|閱讀時間|发布时间|發布時間|标签|標籤|关键词|關鍵字|分类|分類|嘉宾|嘉賓|主播|章节|章節|票价|地点|時間|时间
  写真|撮影|取材|取材・文|執筆|筆者|出典|画像|読了時間|再生時間|長さ|公開日|更新日|タグ|カテゴリー?|キーワード|出演|ゲスト|音楽|チャプター|場所|日時|料金
  글|글쓴이|사진|촬영|출처|기자|작성자|재생 ?시간|읽는 ?시간|입력|수정|태그|분류|출연|게스트|음악|장소|일시|가격
`)})$`,
  'u',
);

const bylineWords = new Set(
  'by von par por di de door av od przez text foto photo texte texto testo tekst'.split(' '),
);
const particles = new Set('and und et y e i von van de di da del der la le en in y'.split(' '));
const bylineWordsMax = 9;

/** "By Ada Grey", "Von Ina Grau und Ole Blau": a word, names, and nothing else. */
function isByline(line: string): boolean {
  const [first = '', second = '', ...names] = line.split(' ');
  if (!bylineWords.has(first.toLowerCase()) || names.length + 2 > bylineWordsMax) return false;
  return isName(second) && names.every((name) => isName(name) || particles.has(name));
}

const isName = (word: string) => /^\p{Lu}[\p{L}.'’-]*$/u.test(word);

/** The name of a reporter and a word for the work, in brackets or not. */
function isReporter(line: string): boolean {
  const named = trimEndOf(line.replace(/^[（(【[]/, ''), /[）)】\]=]/);
  return named.length <= reporterCharsMax && reporter.test(named);
}

const reporterCharsMax = 24;
const reporter =
  /^(?:[가-힣]{2,4} ?(?:기자|특파원)|(?:本报|本報|新华社)?(?:记者|記者) ?\p{L}{2,4}|(?:取材・)?文[・ ]\p{L}{2,12})$/u;

/** A label and its value. */
function isLabelled(line: string): boolean {
  const [head = '', value] = line.toLowerCase().split(/[:：／/|]/, 2);
  return value !== undefined && label.test(head.replace(/^[\p{P}\p{S}\s]+/u, '').trimEnd());
}

/** An address alone: of a page, or of a mailbox. */
export function isAddress(line: string): boolean {
  if (/\s/.test(line)) return false;
  const [host = ''] = line.split('/', 1);
  const isHost = /^[a-z\d.-]+$/.test(host) && host.includes('.') && !host.endsWith('.');
  return /^(?:https?:\/\/|www\.)/i.test(line) || isHost || line.includes('@');
}

/** What a control of a page says, and who submitted something. */
const control =
  /^(?:▶ |submitted by |\[link\]|\[comments\]|comments$|discuss$|permalink$|[⁰¹²³⁴-⁹]+ )/i;
const readingTime =
  /^\d{1,3} ?(?:min|mins|minuten|minutes|minuti|minutos|分钟阅读)(?: read| lesezeit| de lecture)?$/i;

/** Words to be found by, and nothing else. */
const isTags = (line: string) => line.split(/\s+/).every((word) => /^#\p{L}/u.test(word));

const isControl = (line: string) =>
  control.test(line) || isTags(line) || readingTime.test(line) || !/[^\d\s.,:/|–—-]/.test(line);

/** Whether a line tells of the item instead of what the item tells. */
export function isMeta(line: string): boolean {
  if (isAddress(line)) return true;
  if (line.length > lineCharsMax) return false;
  if (isByline(line) || isReporter(line) || isControl(line)) return true;
  if (sentenceEnd.test(line.slice(-3)) && line.length > labelledCharsMax) return false;
  return chapter.test(line) || isLabelled(line) || credit.test(line.toLowerCase());
}

/** What is longer and ends as a sentence does is one, whatever it begins with. */
const labelledCharsMax = 60;
const credit = /^(?:©|ⓒ|\(c\)|copyright|\[?(?:사진|写真|图|圖)[=＝])/;

const sentenceEnd = /[.!?…؟।。！？]["”’“»)\]」』）]{0,2}$/;
const wideChars = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
/** So much text is no fragment, even without a mark at its end. */
const proseWeightMin = 90;

/** Whether a text ends as a sentence does, announces something, or is long enough for one. */
export function isSentence(text: string): boolean {
  if (sentenceEnd.test(text.slice(-3)) || /[:：]$/.test(text)) return true;
  return text.length + 2 * (text.match(wideChars)?.length ?? 0) >= proseWeightMin;
}
