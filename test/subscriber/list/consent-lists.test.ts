/**
 * Lists in the manner of many systems and of none, and how each of their people stands: own writing,
 * invented people. Each letter before the @ stands for one of them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Standing } from '../../../functions/subscriber/list/consent-cell.ts';
import { readList } from './list.ts';

const [R, L, B, C] = ['reader', 'left', 'bounced', 'complained'] as const;
const [U, N, S, X] = ['unconfirmed', 'not-agreed', 'silent', 'unclear'] as const;

interface Case {
  readonly name: string;
  readonly lines: readonly string[];
  readonly stands: Readonly<Record<string, Standing>>;
  readonly notUnderstood: readonly string[];
  readonly file: string;
}

const list = (
  name: string,
  lines: readonly string[],
  stands: Case['stands'],
  notUnderstood: readonly string[] = [],
  file = 'list.csv',
): Case => ({ name, lines, stands, notUnderstood, file });

const cases: readonly Case[] = [
  list(
    'Klaviyo',
    [
      'Email,First Name,Email Marketing Consent,Email Marketing Consent Timestamp,Email Suppressions,SMS Marketing Consent,Klaviyo ID,Profile Created On',
      'a@x.example,A,SUBSCRIBED,2024-01-01 10:00:00,,UNSUBSCRIBED,k1,2024-01-01',
      'b@x.example,B,UNSUBSCRIBED,2024-01-01,,,k2,2024-01-01',
      'c@x.example,C,NEVER_SUBSCRIBED,,,SUBSCRIBED,k3,2024',
      'd@x.example,D,SUBSCRIBED,2024-01-01,HARD_BOUNCE,,k4,2024-01-01',
      'e@x.example,E,SUBSCRIBED,2024-01-01,[],,k5,2024-01-01',
      'f@x.example,F,,,,,k6,2024-01-01',
    ],
    { a: R, b: L, c: N, d: B, e: R, f: S },
  ),
  list(
    'Klaviyo profiles',
    [
      'Email,Can Receive Email Marketing,Email Suppressions Timestamp',
      'a@x.example,TRUE,',
      'b@x.example,FALSE,',
      'c@x.example,TRUE,2024-01-01T00:00:00Z',
    ],
    { a: R, b: N, c: L },
  ),
  list(
    'Mailjet',
    [
      'email,name,created_at,is_opt_in_pending,is_excluded_from_campaigns,is_spam_complaining,is_unsubscribed,delivered_count',
      'a@x.example,A,2024-01-01,false,false,false,false,12',
      'b@x.example,B,2024-01-01,true,false,false,false,0',
      'c@x.example,,2024-01-01,false,true,false,false,1',
      'd@x.example,,2024-01-01,false,false,true,false,1',
      'e@x.example,,2024-01-01,false,false,false,true,1',
    ],
    { a: R, b: U, c: L, d: C, e: L },
  ),
  list(
    'Mailjet, in camel case',
    [
      'Email,IsUnsubscribed,UnsubscribedAt,IsExcludedFromCampaigns,IsOptInPending',
      'a@x.example,0,,0,0',
      'b@x.example,1,2024-01-01T00:00:00Z,0,0',
      'c@x.example,False,,True,False',
    ],
    { a: R, b: L, c: L },
  ),
  list(
    'Mautic',
    [
      'id,dateAdded,dateIdentified,firstname,email,points,lastActive,doNotContact,stage',
      '1,2024-01-01,2024-01-01,A,a@x.example,3,,,',
      '2,2024-01-01,2024-01-01,B,b@x.example,3,,Unsubscribed,',
      '3,2024-01-01,2024-01-01,B,c@x.example,3,,Bounced,',
      '4,2024-01-01,2024-01-01,B,d@x.example,3,,1,',
      '5,2024-01-01,2024-01-01,B,e@x.example,3,,0,',
    ],
    { a: R, b: L, c: B, d: L, e: R },
  ),
  list(
    'AWeber',
    [
      'Email,Name,Status,Date Added,Date Stopped,Stop Method,Ad Tracking,Verified',
      'a@x.example,A,Subscribed,01/15/24 10:00 AM,,,web,yes',
      'b@x.example,B,Unsubscribed,01/15/24 10:00 AM,02/15/24,link,web,yes',
      'c@x.example,C,Unconfirmed,01/15/24,,,web,no',
      'd@x.example,D,Subscribed,01/15/24,02/01/24,,web,yes',
    ],
    { a: R, b: L, c: U, d: L },
  ),
  list(
    'Campaign Monitor',
    [
      'Email Address,Name,State,Date Subscribed,Consent To Track',
      'a@x.example,A,Active,2024-01-01,No',
      'b@x.example,B,Unsubscribed,2024-01-01,Yes',
      'c@x.example,B,Bounced,2024-01-01,Yes',
      'd@x.example,B,Unconfirmed,2024-01-01,Unchanged',
      'e@x.example,B,Deleted,2024-01-01,Unchanged',
    ],
    { a: R, b: L, c: B, d: U, e: L },
  ),
  list(
    'Sendy',
    [
      'Name,Email,Status,Last activity,Joined,GDPR',
      'A,a@x.example,Subscribed,,2024-01-01,Yes',
      'B,b@x.example,Unsubscribed,,2024-01-01,Yes',
      'C,c@x.example,Marked as spam,,2024-01-01,Yes',
      'D,d@x.example,Soft bounced,,2024-01-01,Yes',
      'E,e@x.example,Bounced,,2024-01-01,',
      'F,f@x.example,Unconfirmed,,2024-01-01,No',
      'G,g@x.example,Subscribed,,2024-01-01,No',
    ],
    { a: R, b: L, c: C, d: X, e: B, f: N, g: N },
  ),
  list(
    'EmailOctopus',
    [
      'Email address,First name,Status,Tags,Created at,Last updated at',
      'a@x.example,A,SUBSCRIBED,,2024-01-01,2024-01-01',
      'b@x.example,A,UNSUBSCRIBED,,2024-01-01,2024-01-01',
      'c@x.example,A,PENDING,,2024-01-01,2024-01-01',
    ],
    { a: R, b: L, c: U },
  ),
  list(
    'MailerLite',
    [
      'Subscriber,Status,Sent,Opens,Clicks,Subscribed,Unsubscribed,Opt-in date',
      'a@x.example,Active,3,1,0,2024-01-01 10:00:00,,',
      'b@x.example,Bounced,3,1,0,2024-01-01 10:00:00,,2024-01-01',
    ],
    { a: R, b: B },
  ),
  list(
    'states in odd capitals',
    [
      'EMAIL,STATUS',
      'a@x.example,sUBSCRIBED',
      'b@x.example,UnSubscribed',
      'c@x.example,BLACK_LISTED',
      'd@x.example,Hard-Bounced',
      'e@x.example,Do Not Email',
    ],
    { a: R, b: L, c: L, d: B, e: L },
  ),
  list(
    'people not to be mailed',
    ['email,Do not email', 'a@x.example,no', 'b@x.example,yes', 'c@x.example,', 'd@x.example,Y'],
    { a: R, b: L, c: R, d: L },
  ),
  list(
    'three opt-outs in double negatives',
    [
      'email,No Email,Email Opt Out,HasOptedOutOfEmail',
      'a@x.example,false,0,FALSE',
      'b@x.example,true,0,FALSE',
      'c@x.example,false,1,FALSE',
      'd@x.example,false,0,TRUE',
    ],
    { a: R, b: L, c: L, d: L },
  ),
  list(
    'opt-in times, one empty',
    ['email,Opt-in time', 'a@x.example,2024-01-01 10:00', 'b@x.example,'],
    {
      a: R,
      b: S,
    },
  ),
  list(
    'times of leaving',
    [
      'email,Unsubscribed at,Subscribed at',
      'a@x.example,,2024-01-01',
      'b@x.example,2024-05-05,2024-01-01',
      'c@x.example,0000-00-00 00:00:00,2024-01-01',
    ],
    { a: R, b: L, c: R },
  ),
  list(
    'numbers of bounces',
    ['email,bounces,status', 'a@x.example,0,active', 'b@x.example,3,active'],
    {
      a: R,
      b: B,
    },
  ),
  list(
    'consents that say N/A',
    [
      'email,Marketing consent',
      'a@x.example,Yes',
      'b@x.example,N/A',
      'c@x.example,No',
      'd@x.example,',
    ],
    { a: R, b: S, c: N, d: S },
  ),
  list(
    'GDPR, which nobody can read',
    ['email,GDPR', 'a@x.example,yes', 'b@x.example,no'],
    { a: R, b: R },
    ['GDPR'],
  ),
  list(
    'GDPR consents',
    ['email,gdpr_consent,GDPR Consent Date', 'a@x.example,1,2024-01-01', 'b@x.example,0,'],
    { a: R, b: N },
  ),
  list(
    'German states',
    [
      'E-Mail-Adresse;Anrede;Status;Abgemeldet am;Bounce;Bestätigt',
      'a@x.example;Frau;angemeldet;;0;ja',
      'b@x.example;Herr;abgemeldet;01.02.2024;0;ja',
      'c@x.example;Herr;angemeldet;;1;ja',
      'd@x.example;Herr;angemeldet;;0;nein',
      'e@x.example;Herr;Nicht bestätigt;;0;ja',
      'f@x.example;Herr;gesperrt;;;ja',
      'g@x.example;Herr;unzustellbar;;;ja',
    ],
    { a: R, b: L, c: B, d: U, e: U, f: L, g: B },
  ),
  list(
    'German consents',
    [
      'Mail;DSGVO-Einwilligung;Werbewiderspruch',
      'a@x.example;erteilt;nein',
      'b@x.example;nicht erteilt;nein',
      'c@x.example;erteilt;ja',
      'd@x.example;widerrufen;nein',
      'e@x.example;;',
    ],
    { a: R, b: N, c: L, d: L, e: S },
  ),
  list(
    'French states',
    [
      'Courriel;Statut;Date d’inscription;Désabonné',
      'a@x.example;Abonné;2024-01-01;Non',
      'b@x.example;Désabonné;2024-01-01;Oui',
      'c@x.example;Non confirmé;2024-01-01;Non',
      'd@x.example;En attente;2024-01-01;Non',
      'e@x.example;Abonné;2024-01-01;Oui',
      'f@x.example;Rebond dur;2024-01-01;Non',
      'g@x.example;Liste noire;2024-01-01;',
    ],
    { a: R, b: L, c: U, d: U, e: L, f: B, g: L },
  ),
  list(
    'French consents',
    [
      'Adresse e-mail;Accord RGPD;Ne pas contacter',
      'a@x.example;Oui;Non',
      'b@x.example;Non;Non',
      'c@x.example;Oui;Oui',
      'd@x.example;Refusé;',
    ],
    { a: R, b: N, c: L, d: L },
  ),
  list(
    'Spanish states',
    [
      'Correo electrónico,Estado,Fecha de baja,Rebotes',
      'a@x.example,Suscrito,,0',
      'b@x.example,Dado de baja,2024-01-01,0',
      'c@x.example,Activo,2024-02-02,0',
      'd@x.example,Pendiente,,0',
      'e@x.example,Suscrito,,2',
      'f@x.example,Cancelado,,',
      'g@x.example,No suscrito,,',
    ],
    { a: R, b: L, c: L, d: U, e: B, f: L, g: N },
  ),
  list(
    'Spanish consents',
    [
      'email,Acepta publicidad,Consentimiento',
      'a@x.example,sí,si',
      'b@x.example,no,si',
      'c@x.example,sí,no',
    ],
    { a: R, b: N, c: N },
  ),
  list(
    'Japanese states',
    [
      'メールアドレス,氏名,配信状況,登録日,解除日',
      'a@x.example,A,配信中,2024-01-01,',
      'b@x.example,B,配信停止,2024-01-01,',
      'c@x.example,C,配信中,2024-01-01,2024-03-03',
      'd@x.example,D,エラー,2024-01-01,',
      'e@x.example,E,未確認,2024-01-01,',
      'f@x.example,E,仮登録,2024-01-01,',
    ],
    { a: R, b: L, c: L, d: B, e: U, f: U },
  ),
  list(
    'Japanese consents',
    [
      'メール,メルマガ配信希望,配信停止',
      'a@x.example,はい,いいえ',
      'b@x.example,いいえ,いいえ',
      'c@x.example,はい,はい',
      'd@x.example,希望する,',
      'e@x.example,希望しない,',
    ],
    { a: R, b: N, c: L, d: R, e: N },
  ),
  list(
    'Chinese states',
    [
      '邮箱,姓名,订阅状态,退订时间',
      'a@x.example,A,已订阅,',
      'b@x.example,B,已退订,2024-01-01',
      'c@x.example,C,未确认,',
      'd@x.example,D,退信,',
      'e@x.example,E,已订阅,2024-02-02',
      'f@x.example,F,黑名单,',
      'g@x.example,G,未订阅,',
    ],
    { a: R, b: L, c: U, d: B, e: L, f: L, g: N },
  ),
  list(
    'Chinese states in long characters',
    [
      '電子郵件,狀態,同意行銷',
      'a@x.example,已訂閱,是',
      'b@x.example,已退訂,是',
      'c@x.example,待確認,是',
      'd@x.example,已訂閱,否',
      'e@x.example,無效,是',
    ],
    { a: R, b: L, c: U, d: N, e: B },
  ),
  list(
    'Arabic states',
    [
      'البريد الإلكتروني,الحالة,موافقة التسويق',
      'a@x.example,مشترك,نعم',
      'b@x.example,غير مشترك,نعم',
      'c@x.example,مشترك,لا',
      'd@x.example,محظور,نعم',
      'e@x.example,غير مؤكد,نعم',
      'f@x.example,ألغى الاشتراك,نعم',
    ],
    { a: R, b: N, c: N, d: L, e: U, f: L },
  ),
  list(
    'names in camelCase and with underscores',
    [
      'user_email,emailOptIn,optOutDate,hard_bounced',
      'a@x.example,true,,false',
      'b@x.example,false,,false',
      'c@x.example,true,2024-01-01,false',
      'd@x.example,true,,true',
    ],
    { a: R, b: N, c: L, d: B },
  ),
  list('newsletters by yes and no', ['email,Newsletter', 'a@x.example,ja', 'b@x.example,nein'], {
    a: R,
    b: L,
  }),
  list('newsletters by name', ['email,Newsletter', 'a@x.example,Weekly', 'b@x.example,Monthly'], {
    a: R,
    b: R,
  }),
  list(
    'newsletters by perhaps',
    ['email,Newsletter', 'a@x.example,ja', 'b@x.example,vielleicht'],
    {},
    ['Newsletter'],
  ),
  list(
    'tags that speak of leaving',
    ['email,tags', 'a@x.example,"vip, unsubscribed"', 'b@x.example,vip'],
    {},
    ['tags'],
  ),
  list(
    'remarks that are states',
    ['email,Bemerkung', 'a@x.example,unsubscribed', 'b@x.example,abgemeldet'],
    {
      a: L,
      b: L,
    },
  ),
  list(
    'remarks of which some are states',
    ['email,Bemerkung', 'a@x.example,unsubscribed', 'b@x.example,nice man'],
    {},
    ['Bemerkung'],
  ),
  list(
    'a file called after who left',
    ['email,name', 'a@x.example,A'],
    { a: L },
    [],
    'unsubscribed contacts.csv',
  ),
  list('the same in German', ['email,name', 'a@x.example,A'], { a: L }, [], 'Abgemeldete_2024.csv'),
  list('a file called after bounces', ['email,name', 'a@x.example,A'], { a: B }, [], 'bounces.csv'),
  list(
    'a file called after whom it lacks',
    ['email,name', 'a@x.example,A'],
    { a: R },
    [],
    'list without bounces.csv',
  ),
  list('states of a federation', ['email,city,state', 'a@x.example,Portland,Oregon'], { a: R }),
  list(
    'two columns of one name',
    ['email,status,status', 'a@x.example,active,unsubscribed', 'b@x.example,active,active'],
    { a: L, b: R },
  ),
  list(
    'a state of the mailbox and one of permission',
    [
      'Email,Email Status,Email Permission Status',
      'a@x.example,Active,Express',
      'b@x.example,Active,',
      'c@x.example,Active,Implied',
      'd@x.example,Active,No permissions set',
    ],
    { a: R, b: S, c: X, d: N },
  ),
  list(
    'confirmations beside subscriptions',
    [
      'email,Confirmed,Subscribed',
      'a@x.example,1,1',
      'b@x.example,0,1',
      'c@x.example,,1',
      'd@x.example,1,0',
    ],
    { a: R, b: U, c: U, d: L },
  ),
  list('who is unconfirmed', ['email,unconfirmed', 'a@x.example,0', 'b@x.example,1'], {
    a: R,
    b: U,
  }),
  list(
    'double opt-ins and spam reports',
    [
      'email,double_optin_status,spam_reports',
      'a@x.example,confirmed,0',
      'b@x.example,pending,0',
      'c@x.example,confirmed,1',
    ],
    { a: R, b: U, c: C },
  ),
  list(
    'HubSpot',
    [
      "Record ID,Email,Unsubscribed from all email,Legal basis for processing contact's data,Marketing contact status",
      '1,a@x.example,false,Freely given consent from contact,Marketing contact',
      '2,b@x.example,,Legitimate interest – prospect/lead,Marketing contact',
      '3,c@x.example,true,Freely given consent from contact,Non-marketing contact',
      '4,d@x.example,,Freely given consent from contact,Non-marketing contact',
    ],
    { a: R, b: N, c: L, d: N },
  ),
  list(
    'Brevo',
    [
      'EMAIL;DOUBLE_OPT-IN;OPT_IN;EMAIL_BLACKLISTED;ADDED_TIME',
      'a@x.example;1;true;false;15-02-2024',
      'b@x.example;2;true;false;15-02-2024',
      'c@x.example;Yes;;No;15-02-2024',
    ],
    { a: R, b: X, c: R },
  ),
  list(
    'Kit',
    [
      'first_name,email,status,created_at',
      'A,a@x.example,Active,2024-01-01',
      'B,b@x.example,Cold Subscriber,2024-01-01',
      'B,c@x.example,Unconfirmed,2024-01-01',
    ],
    { a: R, b: X, c: U },
  ),
  list(
    'who left the list',
    ['Email,Subscription,Left list', 'a@x.example,Subscribed,', 'b@x.example,Subscribed,yes'],
    { a: R, b: L },
  ),
  list(
    'reasons and links for leaving',
    [
      'user_email,newsletter_optin,unsubscribe_reason,unsubscribe_link',
      'a@x.example,yes,,https://u/1',
      'b@x.example,yes,too many,https://u/2',
    ],
    { a: R, b: L },
  ),
  list(
    'objections in French',
    ['email;Opposition prospection', 'a@x.example;non', 'b@x.example;oui'],
    {
      a: R,
      b: L,
    },
  ),
  list(
    'who is not on a blacklist',
    [
      'email,Blacklist status',
      'a@x.example,not blacklisted',
      'b@x.example,blacklisted',
      'c@x.example,none',
    ],
    { a: R, b: L, c: R },
  ),
  list(
    'checked mailboxes',
    [
      'email,Email validity,Bounce type',
      'a@x.example,valid,',
      'b@x.example,invalid,',
      'c@x.example,valid,hard',
      'd@x.example,valid,soft',
      'e@x.example,valid,none',
    ],
    { a: R, b: B, c: B, d: R, e: R },
  ),
  list(
    'dates of bounces and complaints',
    [
      'email,Last bounce date,Complaint date',
      'a@x.example,,',
      'b@x.example,2024-01-01,',
      'c@x.example,,2024-02-02',
    ],
    { a: R, b: B, c: C },
  ),
  list(
    'preferences that nobody can read',
    ['email,Email Preferences', 'a@x.example,All emails', 'b@x.example,None'],
    {},
    ['Email Preferences'],
  ),
  list('frequencies', ['email,Email frequency', 'a@x.example,weekly', 'b@x.example,never'], {}, [
    'Email frequency',
  ]),
  list(
    'states of contacts',
    [
      'Email,Contact Status,Lead Status',
      'a@x.example,Subscribed,Open',
      'b@x.example,Transactional,New',
      'c@x.example,Global opt-out,New',
      'd@x.example,Deceased,x',
    ],
    { a: R, b: N, c: L, d: L },
  ),
  list(
    'days that are left',
    ['email,status,Trial days left,Remaining visits', 'a@x.example,active,3,4'],
    {
      a: R,
    },
  ),
  list(
    'numbers for yes and no',
    ['email,subscribed', 'a@x.example,1.0', 'b@x.example,0.0', 'c@x.example,2'],
    {},
    ['subscribed'],
  ),
  list(
    'terms beside marketing',
    ['email,Accepted terms,Accepts marketing', 'a@x.example,no,yes', 'b@x.example,yes,no'],
    { a: R, b: N },
  ),
  list(
    'a second column called Email',
    ['Name,Email Address,Email', 'A,a@x.example,Y', 'B,b@x.example,N'],
    {
      a: R,
      b: L,
    },
  ),
  list(
    'consents in words',
    [
      'Email,Email consent',
      'a@x.example,given',
      'b@x.example,withdrawn',
      'c@x.example,pending',
      'd@x.example,expired',
    ],
    { a: R, b: L, c: U, d: X },
  ),
  list(
    'dates of consents',
    [
      'Email,Consent given on,Consent withdrawn on',
      'a@x.example,2024-01-01,',
      'b@x.example,2024-01-01,2024-05-05',
      'c@x.example,,',
    ],
    { a: R, b: L, c: S },
  ),
  list(
    'who pauses',
    [
      'email,status,paused_until',
      'a@x.example,active,',
      'b@x.example,paused,2027-01-01',
      'c@x.example,snoozed,',
    ],
    { a: R, b: X, c: X },
  ),
  list('UnSubscribed in one word', ['email,UnSubscribed', 'a@x.example,no', 'b@x.example,yes'], {
    a: R,
    b: L,
  }),
  list(
    'Un-subscribed in two',
    [
      'email,Un-subscribed,Status',
      'a@x.example,,Subscribed',
      'b@x.example,x,Subscribed',
      'c@x.example,,Un-subscribed',
    ],
    { a: R, b: L, c: L },
  ),
  list('consents against spam', ['email,Anti-spam consent', 'a@x.example,yes', 'b@x.example,no'], {
    a: R,
    b: N,
  }),
  list(
    'mailboxes in German',
    ['email,Zustellbar,Gültig', 'a@x.example,ja,ja', 'b@x.example,nein,ja', 'c@x.example,ja,nein'],
    { a: R, b: B, c: B },
  ),
  list(
    'states in one word',
    [
      'email,NewsletterStatus',
      'a@x.example,Active',
      'b@x.example,NotSubscribed',
      'c@x.example,NeverSubscribed',
      'd@x.example,OptedOut',
    ],
    { a: R, b: N, c: N, d: L },
  ),
  list(
    'dates as Excel counts',
    ['email;angemeldet am;abgemeldet am', 'a@x.example;45292;', 'b@x.example;45292;45300.5'],
    { a: R, b: L },
  ),
  list(
    'MailPoet',
    [
      'Email,List status,Global status,Confirmation time',
      'a@x.example,subscribed,subscribed,2024-01-01',
      'b@x.example,subscribed,inactive,2024-01-01',
      'c@x.example,,subscribed,2024-01-01',
    ],
    { a: R, b: L, c: R },
  ),
  list(
    'Constant Contact',
    [
      'Email address,Email status,Email permission status',
      'a@x.example,Active,Express',
      'b@x.example,Bounced,Express',
      'c@x.example,Active,Temporary hold',
    ],
    { a: R, b: B, c: X },
  ),
  list(
    'listmonk',
    [
      'uuid,email,name,attributes,status,created_at',
      '1,a@x.example,A,{},enabled,2024-01-01',
      '1,b@x.example,A,{},disabled,2024-01-01',
      '1,c@x.example,A,{},blocklisted,2024-01-01',
    ],
    { a: S, b: L, c: L },
  ),
  list(
    'ActiveCampaign',
    [
      'Contact ID,Email,First Name,Date Created,Status,Bounced Date,Unsubscribe Date,Unsubscribe Reason,IP',
      '1,a@x.example,A,2024-01-01,Active,,,,192.0.2.1',
      '2,b@x.example,A,2024-01-01,Unsubscribed,,2024-02-02,,',
      '3,c@x.example,A,2024-01-01,Bounced,2024-02-02,,,',
      '4,d@x.example,A,2024-01-01,Unconfirmed,,,,',
    ],
    { a: R, b: L, c: B, d: U },
  ),
  list(
    'Drip',
    [
      'email,id,status,created_at,eu_consent,eu_consent_message,lead_score,lifetime_value',
      'a@x.example,1,active,2024-01-01,granted,ok,3,',
      'b@x.example,2,unsubscribed,2024-01-01,granted,,3,',
      'c@x.example,3,undeliverable,2024-01-01,unknown,,3,',
      'd@x.example,4,active,2024-01-01,denied,,3,',
      'e@x.example,5,prospect,2024-01-01,granted,,3,',
    ],
    { a: R, b: L, c: B, d: L, e: X },
  ),
  list(
    'GetResponse',
    [
      'email,name,added on,origin,IP,Subscription status,Deleted',
      'a@x.example,A,2024-01-01,www,192.0.2.1,Subscribed,',
      'b@x.example,A,2024-01-01,www,192.0.2.1,Removed,2024-02-02',
      'c@x.example,A,2024-01-01,www,192.0.2.1,Not confirmed,',
    ],
    { a: R, b: L, c: U },
  ),
  list(
    'Zoho',
    [
      'Contact Email,First Name,Contact Status,Opt-out Time,Signup Type,Bounce Type',
      'a@x.example,A,Active,,Single opt-in,',
      'b@x.example,B,Unsubscribed,2024-01-01,Double opt-in,',
      'c@x.example,C,Bounced,,x,Hard',
      'd@x.example,D,Marked as Spam,,x,',
      'e@x.example,E,Waiting for confirmation,,x,',
    ],
    { a: R, b: L, c: B, d: C, e: U },
  ),
  list(
    'Salesforce',
    [
      'ContactId,Email,HasOptedOutOfEmail,IsEmailBounced,EmailBouncedReason,EmailBouncedDate,DoNotCall',
      '1,a@x.example,0,0,,,1',
      '2,b@x.example,1,0,,,0',
      '3,c@x.example,0,1,550,2024-01-01,0',
    ],
    { a: R, b: L, c: B },
  ),
  list(
    'CleverReach',
    [
      'E-Mail;Anmeldedatum;Aktivierungsdatum;Abmeldedatum;Status;Quelle;Bounces',
      'a@x.example;01.02.2024;01.02.2024;;aktiv;Formular;0',
      'b@x.example;01.02.2024;01.02.2024;05.05.2024;inaktiv;Formular;0',
      'c@x.example;01.02.2024;;;inaktiv;Formular;0',
      'd@x.example;01.02.2024;01.02.2024;;aktiv;Formular;3',
    ],
    { a: R, b: L, c: L, d: B },
  ),
  list(
    'rapidmail',
    [
      'E-Mail-Adresse;Vorname;Status;Erstellt am;DOI bestätigt am;Gesperrt',
      'a@x.example;A;aktiv;2024-01-01;2024-01-01;0',
      'b@x.example;A;abgemeldet;2024-01-01;2024-01-01;0',
      'c@x.example;A;aktiv;2024-01-01;;0',
      'd@x.example;A;aktiv;2024-01-01;2024-01-01;1',
    ],
    { a: R, b: L, c: U, d: L },
  ),
  list(
    'Sarbacane',
    [
      'Adresse e-mail;Prénom;Abonné le;Désabonné le;NPAI;Plaintes',
      'a@x.example;A;01/02/2024;;0;0',
      'b@x.example;B;01/02/2024;03/03/2024;0;0',
      'c@x.example;C;01/02/2024;;1;0',
      'd@x.example;C;01/02/2024;;0;1',
    ],
    { a: R, b: L, c: B, d: C },
  ),
  list(
    'Omnisend',
    [
      'Email,Email status,SMS status,Consent,Created at',
      'a@x.example,subscribed,unsubscribed,Yes,2024-01-01',
      'b@x.example,unsubscribed,subscribed,Yes,2024-01-01',
      'c@x.example,nonSubscribed,subscribed,,2024-01-01',
    ],
    { a: R, b: L, c: N },
  ),
  list(
    'a shop with an opt-in',
    [
      'Email,Billing First Name,Mailchimp opt-in,Total spend',
      'a@x.example,A,yes,3',
      'b@x.example,A,no,3',
    ],
    { a: R, b: N },
  ),
  list(
    'Squarespace',
    [
      'Email Address,First Name,Last Name,Subscriber Since,Subscriber Source,Mailing Lists',
      'a@x.example,A,B,2024-01-01,Form,News',
      'b@x.example,B,B,,Order,',
    ],
    { a: R, b: S },
  ),
  list(
    'Wix',
    [
      'Email 1,First Name,Email subscriber status,Email deliverability status,Created At (UTC+0)',
      'a@x.example,A,Subscribed,Valid,2024-01-01',
      'b@x.example,B,Unsubscribed,Valid,2024',
      'c@x.example,C,Never subscribed,Valid,2024',
      'd@x.example,D,Subscribed,Bounced,2024',
      'e@x.example,D,Pending,Valid,2024',
    ],
    { a: R, b: L, c: N, d: B, e: U },
  ),
  list(
    'SendPulse',
    [
      'Email,Status,Added,Phone',
      'a@x.example,Active,2024-01-01,',
      'b@x.example,Unsubscribed,2024-01-01,',
      'c@x.example,Blacklisted,2024-01-01,',
      'd@x.example,Temporarily unavailable,2024,',
      'e@x.example,Mailbox full,2024,',
    ],
    { a: R, b: L, c: L, d: X, e: B },
  ),
  list(
    'Mailman',
    [
      'Address,Name,Delivery status,Moderated',
      'a@x.example,A,enabled,0',
      'b@x.example,A,by bounces,0',
      'c@x.example,A,by user,0',
    ],
    { a: X, b: B, c: X },
  ),
  list(
    'guests of an event',
    [
      'Email,Order #,Order Status,Agree to receive marketing',
      'a@x.example,1,Completed,Yes',
      'b@x.example,2,Cancelled,Yes',
      'c@x.example,2,Completed,No',
    ],
    { a: R, b: R, c: N },
  ),
  list(
    'Moosend',
    [
      'Email,Name,SubscribeType,SubscribeMethod,CreatedOn,UnsubscribedOn',
      'a@x.example,A,Subscribed,Form,2024-01-01,',
      'b@x.example,A,Unsubscribed,Form,2024-01-01,2024-02-02',
      'c@x.example,A,Bounced,Form,2024-01-01,',
      'd@x.example,A,Removed,Form,2024-01-01,',
    ],
    { a: R, b: L, c: B, d: L },
  ),
  list(
    'replies of servers',
    [
      'email,created,status,reason',
      'a@x.example,1600000000,5.1.1,550 no such user',
      'b@x.example,1600000000,5.1.1,550',
    ],
    { a: X, b: X },
    ['reason'],
  ),
  list(
    'replies of servers in a file of bounces',
    ['email,created,status,reason', 'a@x.example,1600000000,5.1.1,550 no such user'],
    { a: X },
    ['reason'],
    'bounces.csv',
  ),
  list(
    'states of one letter',
    [
      'id,email,name,status,wp_user_id,optin,unsub_time',
      '1,a@x.example,A,C,0,double,0',
      '2,b@x.example,B,U,0,double,1700000000',
      '3,c@x.example,C,S,0,double,0',
    ],
    { b: L },
  ),
  list(
    'German questions',
    [
      'eMail;Newsletter;Werbung erlaubt;Kontaktsperre;Kommentar',
      'a@x.example;J;J;N;',
      'b@x.example;N;J;N;',
      'c@x.example;J;N;N;',
      'd@x.example;J;J;J;',
    ],
    { a: R, b: L, c: N, d: L },
  ),
  list(
    'German dates of leaving',
    [
      'email,Abbestellt,Abo-Status',
      'a@x.example,,Aktiv',
      'b@x.example,12.02.2024,Aktiv',
      'c@x.example,,Gekündigt',
      'd@x.example,,Ruhend',
    ],
    { a: R, b: L, c: L, d: X },
  ),
  list(
    'French opt-ins and opt-outs',
    [
      'email;Opt-in e-mail;Opt-out;Statut e-mail',
      'a@x.example;Oui;Non;Valide',
      'b@x.example;Oui;Oui;Valide',
      'c@x.example;Non;Non;Valide',
      'd@x.example;Oui;Non;NPAI',
    ],
    { a: R, b: L, c: N, d: B },
  ),
  list(
    'French participles',
    [
      'Email,État',
      'a@x.example,Inscrite',
      'b@x.example,Désinscrite',
      'c@x.example,Bloquée',
      'd@x.example,Supprimé',
      'e@x.example,Refuse les e-mails',
      'f@x.example,En attente de confirmation',
    ],
    { a: R, b: L, c: L, d: L, e: L, f: U },
  ),
  list(
    'Spanish situations',
    [
      'Email,Situación,Acepta recibir correos',
      'a@x.example,Activo,Sí',
      'b@x.example,Baja voluntaria,Sí',
      'c@x.example,Bloqueado,Sí',
      'd@x.example,Activo,No',
      'e@x.example,Sin confirmar,Sí',
      'f@x.example,Correo no deseado,Sí',
    ],
    { a: R, b: L, c: L, d: N, e: U, f: C },
  ),
  list(
    'Spanish questions',
    ['Email,No contactar,Suscrito', 'a@x.example,No,Sí', 'b@x.example,Sí,Sí', 'c@x.example,No,No'],
    { a: R, b: L, c: L },
  ),
  list(
    'Japanese counts',
    [
      'email,購読ステータス,バウンス回数,苦情',
      'a@x.example,有効,0,0',
      'b@x.example,解除済み,0,0',
      'c@x.example,有効,3,0',
      'd@x.example,有効,0,1',
      'e@x.example,無効,0,0',
    ],
    { a: R, b: L, c: B, d: C },
  ),
  list(
    'people who need no mail in Japanese',
    [
      'メールアドレス,メール不要,会員状態',
      'a@x.example,,会員',
      'b@x.example,はい,会員',
      'c@x.example,1,会員',
      'd@x.example,0,退会',
    ],
    { b: L, c: L, d: L },
  ),
  list(
    'Chinese questions',
    [
      '电子邮箱,是否退订,是否确认,投诉',
      'a@x.example,否,是,0',
      'b@x.example,是,是,0',
      'c@x.example,否,否,0',
      'd@x.example,否,是,1',
    ],
    { a: R, b: L, c: U, d: C },
  ),
  list(
    'Chinese refusals',
    [
      '電郵地址,訂閱狀態,拒收郵件,退信次數',
      'a@x.example,訂閱中,否,0',
      'b@x.example,取消訂閱,否,0',
      'c@x.example,訂閱中,是,0',
      'd@x.example,訂閱中,否,2',
    ],
    { b: L, c: L, d: B },
  ),
  list(
    'Arabic dates of leaving',
    [
      'البريد الإلكتروني,حالة الاشتراك,تاريخ إلغاء الاشتراك,ارتداد',
      'a@x.example,نشط,,0',
      'b@x.example,نشط,2024-01-01,0',
      'c@x.example,نشط,,2',
      'd@x.example,معلق,,0',
      'e@x.example,ملغى,,0',
    ],
    { a: R, b: L, c: B, d: U, e: L },
  ),
  list(
    'Arabic questions',
    [
      'البريد,مشترك في النشرة,لا ترسل',
      'a@x.example,نعم,لا',
      'b@x.example,لا,لا',
      'c@x.example,نعم,نعم',
    ],
    { a: R, b: L, c: L },
  ),
  list(
    't and f',
    [
      'email,unsubscribed,bounced,complained',
      'a@x.example,f,f,f',
      'b@x.example,t,f,f',
      'c@x.example,f,t,f',
      'd@x.example,f,f,t',
    ],
    { a: R, b: L, c: B, d: C },
  ),
  list(
    'NULL for nothing',
    [
      'email,unsubscribed_at,bounced_at,confirmed_at',
      'a@x.example,NULL,NULL,2024-01-01',
      'b@x.example,2024-01-01,NULL,2024-01-01',
      'c@x.example,NULL,NULL,NULL',
      'd@x.example,\\N,nil,2024-01-01',
    ],
    { a: R, b: L, c: U, d: R },
  ),
  list(
    'preferences as JSON',
    [
      'email,preferences',
      'a@x.example,"{""newsletter"":true}"',
      'b@x.example,"{""newsletter"":false}"',
    ],
    {},
    ['preferences'],
  ),
  list(
    'states of opting',
    [
      'email,Opt Status',
      'a@x.example,Opted In',
      'b@x.example,Opted Out',
      'c@x.example,Pending Double Opt-In',
    ],
    { a: R, b: L, c: U },
  ),
  list(
    'permissions',
    ['email,Permission', 'a@x.example,Opt-in', 'b@x.example,Soft opt-in', 'c@x.example,None'],
    { a: R, b: X, c: S },
  ),
  list(
    'opt-outs beside wishes',
    [
      'email,Marketing opt-out,Receives newsletter',
      'a@x.example,N,Y',
      'b@x.example,Y,Y',
      'c@x.example,N,N',
    ],
    { a: R, b: L, c: N },
  ),
  list(
    'types of subscription',
    ['email,Subscription type', 'a@x.example,Newsletter', 'b@x.example,None'],
    { a: X, b: S },
  ),
  list(
    'answers in whole sentences',
    ['email,Wants e-mails?', 'a@x.example,Yes please', 'b@x.example,No thanks'],
    { a: R, b: N },
  ),
  list(
    'states with remarks',
    ['email,status', 'a@x.example,Active (unsubscribed from promotions)', 'b@x.example,active!'],
    { a: L, b: R },
  ),
  list(
    'signs for yes and no',
    ['email,subscribed', 'a@x.example,✅', 'b@x.example,❌', 'c@x.example,✔️'],
    { a: R, b: L, c: R },
  ),
  list('a state that nobody knows', ['email,status', 'a@x.example,Rx3', 'b@x.example,active'], {
    a: X,
    b: R,
  }),
  list(
    'who left and came back',
    [
      'email,Unsubscribe Time,Resubscribe Time',
      'a@x.example,2024-01-01,2024-02-02',
      'b@x.example,,',
    ],
    { a: L, b: R },
  ),
  list(
    'names in snake_case',
    [
      'email_address,is_unsubscribed,is_active,marketing_consent_status',
      'a@x.example,False,True,granted',
      'b@x.example,False,False,granted',
      'c@x.example,False,True,revoked',
      'd@x.example,True,True,granted',
    ],
    { a: R, b: L, c: L, d: L },
  ),
  list(
    'withdrawn consents',
    [
      'Email,Consent given,Consent date,Consent withdrawn date',
      'a@x.example,Y,2024-01-01,',
      'b@x.example,Y,2024-01-01,2024-02-02',
      'c@x.example,N,,',
    ],
    { a: R, b: L, c: N },
  ),
  list(
    'spaces around everything',
    [' Email , Status ', 'a@x.example, Active ', 'b@x.example, UNSUBSCRIBED '],
    { a: R, b: L },
  ),
  list(
    'states of customers',
    [
      'email,status',
      'a@x.example,expired',
      'b@x.example,trial',
      'c@x.example,customer',
      'd@x.example,lead',
    ],
    { a: X, b: X, c: X, d: X },
  ),
  list(
    'counts of subscriptions beside states',
    [
      'email,status,Number of subscriptions,Do not share',
      'a@x.example,active,3,yes',
      'b@x.example,unsubscribed,2,no',
    ],
    { a: R, b: L },
  ),
  list(
    'an Abo and a Rundbrief',
    [
      'E-Mail;Abo;Rundbrief;Datenschutz',
      'a@x.example;ja;ja;akzeptiert',
      'b@x.example;nein;ja;akzeptiert',
      'c@x.example;ja;nein;akzeptiert',
    ],
    { a: R, b: L, c: L },
  ),
  list(
    'a lettre d’information',
    [
      'email;Lettre d’information;Contactable',
      'a@x.example;oui;oui',
      'b@x.example;non;oui',
      'c@x.example;oui;non',
    ],
    { a: R, b: L, c: N },
  ),
  list('who receives a boletín', ['correo,Recibe boletín', 'a@x.example,sí', 'b@x.example,no'], {
    a: R,
    b: N,
  }),
  list(
    'who takes mail in Japanese',
    [
      'メールアドレス,メール受信,DM可否',
      'a@x.example,する,可',
      'b@x.example,しない,可',
      'c@x.example,する,不可',
    ],
    { a: R, b: N, c: N },
  ),
  list('who takes mail in Chinese', ['邮箱,是否接收EDM', 'a@x.example,是', 'b@x.example,否'], {
    a: R,
    b: N,
  }),
  list('who takes mail in Arabic', ['البريد,استلام النشرة', 'a@x.example,نعم', 'b@x.example,لا'], {
    a: R,
    b: N,
  }),
];

for (const { name, lines, stands, notUnderstood, file } of cases) {
  test(`who is mailed of a list of ${name} is told by its own words`, async () => {
    const read = await readList(lines, file);
    for (const [person, standing] of Object.entries(stands)) {
      assert.equal(read.standings[person], standing, person);
    }
    assert.deepEqual(read.notUnderstood, notUnderstood);
  });
}

test('a column with too many texts to look at is refused where it may ask, and not where it names mail', async () => {
  const people = Array.from({ length: 250 }, (_, n) => n);
  const asked = await readList([
    'email,Newsletter',
    ...people.map((n) => `p${n}@x.example,${n === 249 ? 'no' : `said so in call ${n}`}`),
  ]);
  assert.deepEqual(asked.notUnderstood, ['Newsletter']);
  const named = await readList([
    'email address,mail',
    ...people.map((n) => `p${n}@x.example,q${n}@x.example`),
  ]);
  assert.deepEqual(named.notUnderstood, []);
});
