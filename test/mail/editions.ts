/** Editions in three scripts, as the renderer hands them over, and one reader of them. */
import type { Piece } from '../../functions/edition/content.ts';
import type { EditionMessage, ReaderValues } from '../../functions/mail/prepared.ts';

const unsubscribe: Piece = { personal: 'unsubscribe' };
const preferences: Piece = { personal: 'preferences' };

interface Wording {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly story: string;
  readonly paragraphs: readonly string[];
  readonly leave: string;
  readonly choose: string;
}

export const english: EditionMessage = {
  sender: { name: 'Harbour Notes', address: 'notes@news.example.com' },
  replyTo: 'editor@example.com',
  subject: 'The lighthouse opens its door, and 3 more stories',
  ...parts({
    language: 'en',
    direction: 'ltr',
    title: 'Harbour Notes',
    story: 'The lighthouse opens its door',
    paragraphs: [
      'After eleven years of scaffolding the lighthouse is open again: 214 steps = one view.',
      'Visitors pay what they like – the café on the first landing is said to be worth the climb.',
      '.A line that begins with a dot stays a line that begins with a dot.',
    ],
    leave: 'Unsubscribe',
    choose: 'Change when it arrives',
  }),
  listId: 'harbour.news.example.com',
  newsletterName: 'Harbour Notes, daily',
};

export const chinese: EditionMessage = {
  sender: { name: '海港日报', address: 'haigang@news.example.com' },
  subject: '灯塔重新开放：二百一十四级台阶换来一片海，咖啡馆也值得一坐，今天另有三篇',
  ...parts({
    language: 'zh-Hans',
    direction: 'ltr',
    title: '海港日报',
    story: '灯塔重新开放',
    paragraphs: [
      '经过十一年的修缮，灯塔终于再次向公众敞开大门。二百一十四级台阶之上，是整片海湾。',
      '门票随意付。据说第一层平台上的咖啡馆，本身就值得爬上去。☕',
    ],
    leave: '退订',
    choose: '更改送达时间',
  }),
  listId: 'haigang.news.example.com',
  newsletterName: '海港日报',
};

export const arabic: EditionMessage = {
  sender: { name: 'رسائل الميناء', address: 'mina@news.example.com' },
  subject: 'المنارة تفتح بابها من جديد، وثلاث قصص أخرى',
  ...parts({
    language: 'ar',
    direction: 'rtl',
    title: 'رسائل الميناء',
    story: 'المنارة تفتح بابها من جديد',
    paragraphs: [
      'بعد أحد عشر عامًا من الترميم عادت المنارة لتستقبل الزوار: 214 درجة تقود إلى البحر كله.',
      'يدفع الزائر ما يشاء، ويقال إن المقهى في الطابق الأول يستحق الصعود وحده.',
    ],
    leave: 'إلغاء الاشتراك',
    choose: 'تغيير موعد الوصول',
  }),
  listId: 'mina.news.example.com',
  newsletterName: 'رسائل الميناء',
};

export const reader: ReaderValues = {
  to: 'ada.reader@mail.example.org',
  unsubscribeUrl: 'https://news.example.com/u/rDg3cXlAxJ4x0m1Kf2b9Qw?n=harbour&v=1',
  unsubscribeMailto: 'mailto:leave@news.example.com?subject=rDg3cXlAxJ4x0m1Kf2b9Qw',
  preferencesUrl: 'https://news.example.com/p/7Jt0bVwLz5s8e2Yk6Nd1Ra?n=harbour&v=1',
  schedule: 'كل يوم في 7:00 (UTC).',
  ledgerKey: '20261122T070000-harbour-s1_00042',
  date: Date.UTC(2026, 10, 22, 7, 0, 5),
  messageId: '20261122T070000-harbour-s1_00042@news.example.com',
};

function parts(wording: Wording): { html: Piece[]; text: Piece[] } {
  const { language, direction, title, story, paragraphs, leave, choose } = wording;
  const body = paragraphs.map((p) => `<tr><td style="padding:0 0 12px">${p}</td></tr>`).join('');
  return {
    html: [
      `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8">` +
        `<title>${title}</title></head><body><h1>${title}</h1><p><a href="`,
      unsubscribe,
      `">${leave}</a></p><table role="presentation"><tr><td><h2>${story}</h2></td></tr>${body}` +
        '</table><p>1 Quay Street, Harbourtown</p><p><a class="way-out" href="',
      unsubscribe,
      `">${leave}</a> · <a class="choose" href="`,
      preferences,
      `">${choose}</a></p></body></html>\n`,
    ],
    text: [
      `${title}\n\n${story}\n\n${paragraphs.join('\n\n')}\n\n--\n1 Quay Street, Harbourtown\n\n` +
        `${leave}:\n`,
      unsubscribe,
      `\n\n${choose}: `,
      preferences,
      '\n',
    ],
  };
}
