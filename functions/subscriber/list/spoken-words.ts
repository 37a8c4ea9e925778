/**
 * Words of people in columns that nobody would look into: in notes, names of lists and tags. They are
 * few and strong, as the same columns hold anything: a company may well be called Stop Motion.
 */
import { anyOf, oneOf } from './plain-words.ts';

/** That somebody is not to be mailed, within whatever else is told of them. */
export const spokenWords = anyOf(
  'unsub*, opt out, opted out, optout, opts out, do not email, do not mail, do not contact',
  'dont email, dont mail, dont contact, dont send, do not send, no more email*, no more mail*',
  'no more newsletter*, no longer want*, no longer wish*, taken off, take off, take me off',
  'remove from, removed from, remove me, be removed, stop sending, stop email*, stop mail*',
  'wants out, no email*, no mail*, nomail*, not email*, not mail*, withdrew, withdrawn',
  'off the list, off list, not to be mailed, not to be emailed, leave alone, wants no mail*, wants no email*, blacklist*, blocklist*, suppression, suppressed',
  'bounced, bounces, bouncing, hard bounce*, undeliver*, complained, spam complaint*',
  'marked as spam, reported spam, unconfirmed, not confirmed, never confirmed, deceased',
  'ex subscriber*, former subscriber*, past subscriber*, former reader*, user unknown',
  'unknown user, no such user, mailbox unavailable, does not exist, never agreed, not agreed, no consent, without consent, consent revoked',
  'keine mail*, keine email*, keine newsletter, keinen newsletter, kein newsletter',
  'keine werbung, keine rundmail*, nicht mehr anschreiben, nicht mehr kontaktieren',
  'nicht mehr mailen, nicht mehr senden, nichts mehr schicken, nicht anschreiben, *abgemeldet*',
  'meldet sich ab, abmeldung, *abbestell*, ausgetragen, *widerruf*, *widersproch*',
  'unzustellbar, nicht zustellbar, unbestatigt, nicht bestatigt, verstorben, aus verteiler',
  'vom verteiler, desabonn*, desinscri*, ne plus, plus de mail*, plus de message*',
  'plus de newsletter*, ne souhaite plus, ne souhaite pas, ne veut plus, ne veut pas',
  'pas de mail*, pas d email*, liste noire, npai, non distribu*, decede, decedee',
  'la baja, pidio baja, solicito baja, dado de baja, dada de baja, darse de baja, dar de baja, se dio de baja, desuscri*',
  'no quiere recibir, no quiere mas, no desea recibir, no desea mas, no enviar, no mandar',
  'no contactar, lista negra, rebotado, rebota, fallecido, fallecida, 配信停止, 配信不要',
  '配信解除, 退会, メール不要, 送らないで, 受信拒否, 不達, 退订, 退訂, 取消订阅, 取消訂閱, 不要发',
  '不要發, 不要再, 拒收, 退信, 黑名单, 黑名單, 不想收, 勿发, 勿發, 已故, إلغاء الاشتراك, ألغى الاشتراك',
  'لا ترسل, عدم الإرسال, عدم إرسال, لا يرغب, لا يريد, غير مشترك, متوفى',
);

/** Cells that speak of somebody who gets no mail, whatever the heading is. */
export const coreCells = oneOf(
  'unsubscribed, unsubscribe, unsub, opted out, opt out, optout, do not email, do not mail',
  'do not contact, dnc, blacklisted, blocklisted, bounced, hard bounce, hard bounced',
  'cleaned, invalid, undeliverable, do not mail, spamtrap, spam trap, nomail, no mail',
  'gekündigt, complained, unconfirmed, not subscribed, non subscribed, abgemeldet',
  'ausgetragen, unzustellbar, widersprochen, widerrufen, gesperrt, nicht bestätigt',
  'unbestätigt, désabonné, désabonnée, désinscrit, désinscrite, rebond, non confirmé',
  'non confirmée, dado de baja, dada de baja, baja, desuscrito, desuscrita, rebotado',
  'no confirmado, 退订, 已退订, 退訂, 已退訂, 退信, 未确认, 未確認, 黑名单, 黑名單',
  '配信停止, 解除済み, 退会, 退会済み, バウンス, 不達, غير مشترك, ملغى, تم إلغاء الاشتراك',
  'ألغى الاشتراك, مرتد, غير مؤكد, محظور',
);

/** Names of people and firms, in which any word may be one. */
export const nameHeadings = oneOf(
  'name, names, full name, fullname, first name, firstname, last name, lastname, surname, fname',
  'lname, given name, family name, middle name, nickname, nick name, display name, username',
  'company, company name, organisation, organization, firm, employer, title, job title',
  'salutation, street, address 1, address 2, city, town, country, website, url, id',
  'vorname, nachname, firma, anrede, organisation, strasse, ort, stadt, land, prenom, nom',
  'societe, entreprise, civilite, rue, ville, pays, nombre, apellido, apellidos, empresa',
  'calle, ciudad, pais, 氏名, お名前, 名前, 姓, 名, 会社名, 会社, 姓名, 名字, 公司, 公司名称, 城市',
  'الاسم, الاسم الأول, اسم العائلة, الشركة, المدينة',
);
