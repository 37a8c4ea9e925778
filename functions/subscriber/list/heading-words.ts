/** Words of headings that say what a column is about besides consent, or which detail of it. */
import { anyOf } from './plain-words.ts';

/** In a heading: it is about another way than mail, or about money, or where somebody lives. */
export const otherWords = anyOf(
  'attendee*, attendance, booking*, reservation*, sell, share, vendre, verkauf*',
  'sms, mms, whatsapp, push, phone, mobile, telefon*, telephone, call, calls, postal',
  'direct mail, fax, viber, telegram, messenger, line id, stripe, plan, payment*, paid',
  'billing, order, orders, spent, price, tier, revenue, invoice, track, tracking, cookie*',
  'terms, profiling, agb, cgu, plans, lead, lifecycle, marital, deal, ticket, tax',
  'employment, citizenship, shipping, teléfono, móvil, pago, pedido, commande, paiement',
  'zahlung*, bestell*, 電話, 支払, 注文, 电话, 短信, 簡訊, 支付, 订单, 訂單, هاتف, دفع',
);
/** In a heading: it is about mail, whatever else it is about. */
export const mailWords = anyOf(
  'email, emails, mail, newsletter*, *mail*, 邮件, 郵件, メール, البريد',
);

/** In a heading: a detail of something, which is no statement by itself. */
export const detailWords = anyOf(
  'number, count, total, nb, anzahl, nombre, numero, 件数, 数量',
  'id, ids, uuid, url, link, form, source, campaign*, method, referrer, medium, name, page',
  'user agent, text, version, language, channel, list, lists, quelle, rating, score',
  'kampagne, campagne, fuente, origen, liste, lista, clicked, opened, open, opens, click',
  'clicks, last sent, rate, title, utm',
);

/** In a heading: an instant. */
export const whenWords = anyOf(
  'at, on, date, time, timestamp, datetime, when, since, ts, *datum, *date, am, seit, *zeit',
  'zeitpunkt, le, depuis, heure, fecha, desde, el, hora, día, 日時, 日付, 日期, 时间, 時間',
  '日, تاريخ, وقت',
);

/** In a heading: up to when something holds. */
export const untilWords = anyOf(
  'until, till, expir*, expiry, bis, ablauf*, gultig bis, jusqu*, hasta, vence, vencimiento',
  'caduc*, 期限, まで, 到期, 有效期, انتهاء, حتى',
);

/** In a heading: the address of a network. */
export const networkWords = anyOf('ip, ip address, ipaddress, ip adresse, adresse ip');

/** In a heading: when somebody came. */
export const cameWords = anyOf(
  'created, added, joined, entered, signup, sign up, signed up, registered, start',
  'registration, creation, member since, erstellt*, angelegt*, hinzugefugt, anmeldung*',
  'eintrag*, anmelde*, cree, ajout*, creado, alta, registro, agregad*, 登録日, 作成, 追加日',
  '创建, 建立, 添加, 加入, 注册时间, 註冊, الإنشاء, الانضمام, التسجيل',
);

/** In a heading: up to when somebody was what they are in the list for. */
export const endWords = anyOf(
  'member until, member till, mitglied bis, membre jusqu*, socio hasta, miembro hasta, 会員期限',
);
