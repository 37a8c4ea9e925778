/**
 * The words in which lists of readers speak of consent: in headings and in cells, in the words of
 * other systems and in the languages that Paperboy writes in. A word in the form of `plain-words.ts`.
 * What takes away consent is known by parts of words; what gives it, by whole cells only.
 */
import { anyOf, oneOf } from './plain-words.ts';

/** That somebody wants no mail: left, objected, was blocked. */
export const leftWords = anyOf(
  'unsub*, opt out, optout, opted out, optedout, opting out, opts out, email off',
  'blacklist*, black list*, blocklist*, block list*, blocked, suppress*, excluded',
  'exclusion*, exclude, exclu, exclue, has left, left list, left newsletter, left at',
  'left on, left the list, do not, donot*, dont, dnc, dne, no email*, no mail*',
  'no newsletter*, no contact, no marketing, not email*, not contact*, never email',
  'not interested, no longer, stop, stopped, withdr*, revok*, revoc*, objected, objection*',
  'declin*, refus*, denied, cancelled, canceled, cancel*, removed, removal, deleted',
  'archived, disabled, deactivated, email disabled, inactive, ban, banned, quit, forgotten',
  'abgemeldet*, *abmeld*, ausgetragen*, austrag*, abbestell*, *widerruf*, *widerspr*',
  'gesperrt, *sperr*, keine email*, keine werbung, kein newsletter, keine mail*',
  'nicht anschreiben, nicht kontaktieren, nicht mehr, gekundigt, geloscht, gekuendigt',
  'geloescht, kundigung, abgelehnt, ablehn*, deaktiviert, inaktiv, desinscri*, desabonn*',
  'retrait, retire le, retirad*, retract*, oppos*, liste noire, bloqu*, resili*, ne pas',
  'ne plus, pas de mail*, pas d email*, pas demail*, supprim*, desactiv*, inactif, annul*',
  'refuse*, dado de baja, dada de baja, baja, bajas, desuscri*, desinscrit*, cancelad*',
  'lista negra, no enviar, no contactar, eliminad*, no quiere, no desea, revocad*, rechaz*',
  'inactivo, inactiva, opuest*, oposicion, 配信停止, 停止, 解除, 退会, 拒否, オプトアウト',
  'ブロック, 解約, 不要, 無効化, 退订, 退訂, 取消, 拒绝, 拒絕, 拒收, 黑名单, 黑名單, 屏蔽',
  '封鎖, 封锁, 撤回, 撤销, 撤銷, 停用, 禁用, 注销, 註銷, 勿扰, 勿擾, 不再, إلغاء, الغاء',
  'ألغى, ملغى, محظور, حظر, السوداء, انسح, رفض, مرفوض, سحب, لا ترسل, غير نشط, معطل, توقف',
  'إيقاف, deceased, died, *verstorben*, decede, fallecid*, resigned, ausgetreten, *austritt*',
  'end date, ended on, ended at, date ended, enddatum, date de fin, fecha de fin, 免打扰, 免打擾',
  'lapsed, *entzog*, *entzieh*, عدم الإزعاج, عدم الازعاج, عدم الإرسال, forget*, erasure*, erase*, anonymi*, delete request*, deletion request*, ブラックリスト, lost interest, uninterested, no interest, kein interesse, souhaite plus, souhaite pas, veut plus, veut pas, desire plus, desire pas, plus recevoir',
);

/** That mail does not arrive. */
export const bouncedWords = anyOf(
  'bounc*, hardbounc*, cleaned, clean time, undeliver*, non deliver*, not deliver*',
  'unreachable, invalid, dead, failed, delivery fail*, delivery error*, mailbox full',
  'last error, error code, does not exist, unknown user, user unknown, returned, return to sender, *unzustellbar*',
  'nicht zustellbar*, *rucklauf*, *ruecklaeuf*, ungultig*, ungueltig*, unerreichbar',
  'nicht erreichbar, fehlerhaft, rebond*, non remis*, non distribu*, invalide*, injoignable',
  'npai, erreur, echec, rebot*, invalid*, no entrega*, devuelt*, inexistente, fallid*',
  'バウンス, 不達, 未達, 配信不能, 配信エラー, エラー, 退信, 退回, 无效, 無效, 弹回, 彈回',
  '硬退, 无法送达, 無法送達, 跳出, 失败, 失敗, مرتد, ارتداد, غير صالح, فشل, تعذر',
);

/** That a bounce passed, which says nothing about the next mail. */
export const softWords = anyOf(
  'soft, softbounc*, transient, temporary, temporar*, voruber*, temporaire, 一時, ソフト',
  '软, 軟, 暂时, 暫時, مؤقت',
);

/** That somebody called the mail unwanted. */
export const complainedWords = anyOf(
  'complain*, spam*, junk, abuse*, feedback loop, fbl, reported as, *beschwerde*, plainte*',
  'indesirable*, courrier indesirable, queja*, denunci*, no deseado, 苦情, 迷惑, スパム',
  '投诉, 投訴, 举报, 舉報, 垃圾, شكوى, شكاوى, مزعج, سبام',
);

/** That somebody asked and never confirmed. */
export const unconfirmedWords = anyOf(
  'unconfirm*, not confirm*, not yet confirm*, never confirm*, unactivated, unverif*',
  'not verif*, pending*, waiting, awaiting*, needs approval, not activ*, unapproved',
  '*unbestatig*, *unbestaetig*, nicht bestatig*, nicht bestaetig*, noch nicht, ausstehend',
  'offen, wartend, non confirm*, pas confirm*, en attente, non valid*, non verif*',
  'no confirm*, sin confirm*, pendiente*, no verific*, sin verific*, 未確認, 未认证, 未認証',
  '確認待ち, 承認待ち, 仮登録, 保留, 未确认, 待确认, 待確認, 未验证, 未驗證, 待验证, 待驗證',
  '未激活, 待审, 待審, غير مؤكد, غير مفعل, بانتظار, قيد الانتظار, معلق, لم يؤكد',
);

/** That somebody never agreed, in a cell. */
export const unwillingWords = anyOf(
  'not subscrib*, never subscrib*, nonsubscrib*, non subscrib*, not opted in, not opt in',
  'no consent, not consent*, without consent, no permission*, not permitted, not agreed',
  'not accepted, not allowed, not given, not granted, disagree*, transactional*',
  'legitimate interest*, performance of a contract, berechtigtes interesse',
  'interet legitime, non marketing, nonmarketing, no opt in, no optin, not a subscriber',
  'nicht angemeldet, nicht abonniert, nicht erteilt, keine einwilligung, nicht zugestimmt',
  'nicht eingewilligt, keine zustimmung, nicht erlaubt, non inscrit*, non abonn*',
  'pas inscrit*, pas abonn*, pas de consentement, sans consentement, non accept*',
  'non consenti*, non accord*, non donne, pas d accord, pas daccord, non autoris*',
  'no suscri*, no inscri*, sin consentimiento, no acept*, no autoriz*, no consient*, しない',
  'しません, 不同意, 未同意, 未購読, 未登録, 未许可, 未授权, 未授權, 未订阅, 未訂閱, 不许可',
  'らない, りません, たくない, 未許可, 未承諾, غير مشترك, غير موافق, لا أوافق, لا اوافق, لم يوافق, بدون موافقة',
);

/** That somebody confirmed, in a heading. */
export const confirmWords = anyOf(
  'confirm*, double opt in, double optin, doubleoptin, doi, verif*, activat*, *bestatig*',
  '*bestaetig*, *verifizier*, *freigeschalt*, aktivier*, valide, validation, 確認, 認証',
  'ダブルオプトイン, 确认, 验证, 驗證, 激活, تأكيد, مؤكد, تحقق, تفعيل',
);

/** That somebody agreed, in a heading: yes is consent, no is none. */
export const agreedWords = anyOf(
  'ok to, okay to, happy to receive, mail ok, contactable*, recibe, quiere, 可否, 受信, 接收, 接受, استلام, تلقي',
  'opt in, optin, opted in, optedin, opts in, consent*, permission*, permitted, accept*',
  'agree*, allow*, authori*, approv*, granted, gdpr consent, email ok, wants*, may email',
  'can email, may contact, can contact, mailable, emailable, receive, receives, willing*',
  '*einwillig*, *zustimm*, *einverst*, *erlaub*, erwunscht, accord, acceptation, autoris*',
  'souhaite*, veut recevoir, recevoir, acept*, autoriz*, permiso*, consient*, desea recibir',
  'quiere recibir, recibir, 同意, 許可, 承諾, 希望, オプトイン, 许可, 授权, 授權, 允许',
  '允許, 愿意, 願意, موافق, إذن, قبول, يرغب',
);

/** That somebody is on the list, in a heading: no means that they left it. */
export const subscribedWords = anyOf(
  'abo, abos, abostatus, verteiler, mailverteiler',
  'subscrib*, subscription*, is member, on list, on the list, emailable, is active, abonn*',
  '*abonn*, angemeldet, eingetragen, bezieht*, inscrit*, inscript*, suscri*, inscri*',
  'dado de alta, alta, 購読, 配信, 登録, 订阅, 訂閱, 註冊, مشترك, اشتراك',
);

/** In a heading: that the mailbox takes mail, which says nothing about who wants it. */
export const deliverableWords = anyOf(
  'valid, validity, deliverable, deliverability, reachable, validation result, zustellbar',
  'gultig, gueltig, erreichbar, joignable, entregable, valido',
);

/** In a heading: what state somebody is in, the cell tells in words. */
export const stateWords = anyOf(
  'status, state, statuses, *status, zustand, etat, statut, estado, situacion, situation',
  'ステータス, 状態, 状态, 狀態, 状況, حالة, الحالة, وضع',
);

/** In a heading: that it is about consent, and not in which way. */
export const vagueWords = anyOf(
  'preferences, preferencias, einstellungen, gdpr, dsgvo, rgpd, lopd*, lgpd, pipl, pdpl, ccpa',
  'casl, pecr, can spam, on hold, paused, snooz*, pausiert*, en pause, en pausa, privacy, legal basis, lawful basis, opt',
  'marketing preference*, email preference*, mail preference*, contact preference*',
  'communication preference*, datenschutz*, rechtsgrundlage, base legale, base legal',
  '個人情報, プライバシー, 隐私, 隱私, الخصوصية',
);

/** In a heading: it may be about consent, if its cells are. */
export const weakWords = anyOf(
  'infobrief, rundbrief, empfanger, lettre d information, lettre dinformation, edm',
  'newsletter*, marketing, mailing, *werbung*, *werbe*, prospection, publicidad, comercial*',
  'by email, via email, per email, per mail, par email, par mail, por correo, por email',
  'preferred contact*, contact method, keep me*, keep in touch, stay in touch, informed, updates',
  'notify me, auf dem laufenden, restez informe*, tenir informe*, informado, informada',
  'enews*, e news, rundmail*, infomail*, zusend*, envoi*, envio*, 送付, 案内, bulk email*, bulk mail*, frequency, haufigkeit, frequence, frecuencia, reception, delivery',
  'お知らせ, ご案内, 配信頻度, 频率, 頻率, infolettre, boletin, メルマガ, ニュースレター, 电子报, 電子報, 营销, 行銷, النشرة, تسويق',
);
/** The same, as the whole heading only. */
export const weakHeadings = oneOf(
  'active, is active, aktiv, actif, activo, enabled, email, mail, emails, mails, has email',
  'sub, subs, nl, news, bulletin, bulletins, digest, digests, send, include, included',
  'email enabled, send email, send emails, dm, delivered, 邮件, 郵件, メール, 有効, نشط',
);

/** Cells that say who wants mail. */
export const readerCells = oneOf(
  'agree, i agree, accept, i accept, allow, 愿意, 願意, 受け取る, 希望, akzeptiert, する, 可, 接收, 接受',
  'subscribed, subscriber, active, confirmed, verified, validated, approved, member, opt in',
  'optin, opted in, opted-in, double opt in, double optin, single opt in, single opt-in',
  'double opted in, confirmed opt in, explicit, express, express consent, consented',
  'consent given, granted, given, agreed, accepted, allowed, permitted, regular, premium',
  'gifted, trialed, paid, free, past_due, churning, comped, receiving, wanted',
  'explicit consent, opted in to email, freely given consent from contact, angemeldet',
  'abonniert, abonnent, abonnentin, aktiv, bestätigt, bestaetigt, erteilt, eingewilligt',
  'zugestimmt, einverstanden, verifiziert, erlaubt, erwünscht, abonné, abonnée, abonné(e)',
  'inscrit, inscrite, inscrit(e), actif, confirmé, confirmée, confirmé(e), accordé, accepté',
  "acceptée, donné, d'accord, validé, autorisé, suscrito, suscrita, inscrito, inscrita",
  'activo, activa, confirmado, confirmada, aceptado, aceptada, concedido, otorgado, de alta',
  'autorizado, verificado, 有効, 購読中, 購読, 登録済み, 登録済, 確認済み, 確認済, 配信中',
  '同意, 許可, 同意済み, 同意する, 希望する, 承認済み, 已订阅, 已訂閱, 订阅, 訂閱, 已确认',
  '已確認, 活跃, 活躍, 有效, 正常, 已同意, 已验证, 已驗證, 已激活, 允许, 允許, 启用, مشترك',
  'نشط, مؤكد, موافق, أوافق, مفعل, مقبول, تم التأكيد',
);

/** Cells that say yes, and no, in a column that asks. */
export const yesCells = oneOf(
  '可, する, in, yes please, ja gerne, ja bitte, oui merci, oui volontiers, si por favor, si gracias',
  '需要, 要,  نعم من فضلك',
  'yes, y, true, t, 1, 1.0, x, on, ok, checked, enabled, si, sí, s, ja, j, wahr, oui, o',
  'vrai, verdadero, はい, 有, ○, 是, 对, 對, 真, نعم',
);
/** Yes to a question, and nothing in a column of states: `enabled` is who may get mail at all. */
export const vagueYes = oneOf('enabled, ok, on, x, o, checked, 有, 1');
/** Cells of one sign, which has no letters. */
export const yesSigns: readonly string[] = ['✓', '✔', '☑', '✅', '+', '○', '◯', '◎', '●'];
/** That it is not so. */
export const noCells = oneOf(
  '不可, out, no thanks, no thank you, nein danke, non merci, no gracias, 不用, 不需要, 不要, لا شكرا',
  'no, n, false, f, 0, 0.0, off, unchecked, never, nein, falsch, nie, non, faux, jamais',
  'falso, nunca, いいえ, 無, なし, 否, 不, 假, 无, لا, not',
);
/** The signs of no. */
export const noSigns: readonly string[] = ['✗', '✘', '☐', '❌', '×'];

/** Cells that are as good as empty. */
export const emptyCells = oneOf(
  'not applicable, n/a, na, null, none, nil, nan, undefined, empty, blank, keine',
  'keine angabe, leer, k a, aucun, aucune, néant, vide, ninguno, ninguna, vacío, 該当なし',
  '空, 空白, 不明, 未知, 0000-00-00, 0000-00-00 00:00:00, لا يوجد, فارغ',
);

/** Of these, those that say of a choice that nothing is chosen. */
export const noneCells = oneOf(
  'none, keine, aucun, aucune, ninguno, ninguna, なし, 无, 無, لا يوجد',
);

/** Cells of a column about bounces or complaints that say that there was none. */
export const fineCells = oneOf(
  'ok, good, valid, deliverable, delivered, safe, clean, fine, healthy, zustellbar, gültig',
  'valide, válido, 正常, 有効, 有效, صالح, active, subscribed',
);

/** Cells of one word that say it, and are too common to be looked for within others. */
export const leftCells = oneOf('left, gone, parti, partie, weg');
