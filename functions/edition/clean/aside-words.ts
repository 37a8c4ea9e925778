/**
 * What short lines say that are no part of any story, in the languages that feeds are mostly written
 * in. Each is only looked for where a line is short and hardly more than its links, and in small
 * letters, as ignoring the case of so many words takes its time.
 */

const anyOf = (phrases: string) =>
  phrases
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('|');
const before = String.raw`^[\s\p{P}\p{S}]*`;
const after = String.raw`[\s\p{P}\p{S}\p{N}]*$`;
const opens = (phrases: string) => new RegExp(`${before}(?:${anyOf(phrases)})`, 'u');
const isAll = (phrases: string) =>
  new RegExp(`${before}\\d*\\s*(?:${anyOf(phrases)})${after}`, 'u');

/** Introduces other stories, or the words under which this one is filed. */
export const otherStories: RegExp = opens(String.raw`
  (?:read|see|watch) (?:also|next|more:)|also read|(?:you )?(?:might|may) also (?:like|enjoy|be inter)
  related(?: (?:stories|articles|posts|reading|content|links|news|coverage|topics))?\s*(?::|$)
  more (?:on|about) this|recommended (?:for you|reading|stories)|don['’]t miss
  more (?:stories|from [\p{L} ]{2,24})\s*(?::|$)|most (?:read|popular)\s*(?::|$)
  tags?\s*:|tagged\s*:|tagged with|filed under|categor(?:y|ies)\s*:|keywords\s*:|topics\s*:
  lesen sie (?:auch|dazu|mehr:)|lies auch|mehr (?:zum thema|dazu)|auch interessant|das könnte (?:sie|dich)
  siehe auch\s*:|schlagw(?:ort|örter|orte)\s*:|stichw(?:ort|örter|orte)\s*:|themen\s*:
  (?:à )?(?:lire|voir|écouter) (?:aussi|également)|sur le même (?:sujet|thème)|articles? liés|mots[- ]clés
  (?:lea|lee|leer|ver|vea) (?:también|además|más:)|te puede interesar|noticias relacionadas
  (?:artículos|contenidos?) relacionad[oa]s?|etiquetas\s*:|temas\s*:
  leia (?:também|mais:)|veja também|saiba mais:|palavras-chave
  (?:leggi|vedi) anche|ti potrebbe interessare|articoli correlati|parole chiave|argomenti\s*:
  lees (?:ook|meer:)|meer over dit|zie ook|trefwoorden
  (?:читайте|смотрите) (?:также|ещё|еще)|(?:по|в) теме\s*:|похожие (?:статьи|материалы)
  теги\s*:|ключевые слова\s*:
  اقرأ (?:أيض|ايض)|اقرأ\s*:|شاهد أيض|مواضيع (?:ذات صلة|متعلقة)|أخبار ذات صلة|قد يهمك|الوسوم|كلمات مفتاحية
  קראו (?:גם|עוד)|ראו גם|כתבות (?:נוספות|קשורות)|עוד בנושא|אולי יעניין|תגיות
  (?:相关|相關|延伸|推荐|推薦|更多|热门|熱門)(?:阅读|閱讀|文章|新闻|新聞|报道|報導|报导|推荐)
  猜你喜欢|你可能(?:也|还|還)?(?:喜欢|喜歡|感兴趣)|(?:标签|標籤|关键词|關鍵字)\s*[:：]
  (?:関連|人気|おすすめ|注目)(?:の)?(?:記事|ニュース|リンク|キーワード)|(?:あわ|合わ)せて読みたい
  こちらも(?:読|おすすめ)|(?:アクセス)?ランキング$|タグ\s*[:：]|キーワード\s*[:：]
  관련\s?(?:기사|뉴스|글)|함께 (?:읽|볼)|추천\s?(?:기사|뉴스)|많이 본|인기\s?기사|태그\s*:
  (?:यह|ये|इसे) भी (?:पढ़|पढ़|देख)|संबंधित (?:खबर|ख़बर|लेख|समाचार)|टैग\s*:
  ayrıca okuyun|ilgili haberler|läs (?:också|även|mer:)|czytaj (?:też|także|również)|zobacz też
`);

/** Asks to come back, by whatever channel. */
export const followUs: RegExp = opens(String.raw`
  (?:follow|like|find|join) us on|follow us\s*[:!]|connect with us|stay connected
  (?:subscribe|sign up) (?:to|for) (?:our|my|the) (?:[\p{L}-]+ ){0,4}(?:newsletter|letter|podcast|channel)s?
  (?:subscribe|sign up)(?: now| here| today)?[\s\p{P}]*$|get (?:our|the) (?:\p{L}+ ){0,3}newsletter
  folg(?:en sie|e|t) uns (?:auf|bei|hier)|newsletter abonnieren|abonnieren sie (?:unseren|den) newsletter
  suivez[- ]nous|abonnez-vous à (?:notre|la) (?:newsletter|chaîne)|recevez (?:notre|la) newsletter
  inscrivez-vous à (?:notre|la) newsletter|s[íi]guenos en|s[íi]ganos en|suscr[íi]b(?:ete|ase) a nuestr
  siga[- ]nos|siga o [\p{L} ]{1,20} no|inscreva-se (?:no|na) (?:nosso|nossa)|assine (?:a nossa|nossa)
  seguici (?:su|anche)|iscriviti alla (?:nostra )?newsletter|volg ons op|schrijf je in voor (?:onze|de)
  (?:подписывайтесь|подпишитесь|подписаться) на (?:наш|нас|телеграм|канал)|читайте нас (?:в|на)
  следите за нами|تابعونا|تابعنا على|اشترك(?:وا)? في (?:نشرت|قنات)|انضم(?:وا)? إلى قنات
  עקבו אחרי(?:נו)|הצטרפו ל(?:ערוץ|קבוצ|ניוזלטר)|(?:הירשמו|הרשמו) לניוזלטר
  (?:请|請|欢迎|歡迎|长按|長按)?(?:扫码|掃碼|扫描|掃描|识别|識別)[\p{L}，,]{0,18}
  (?:请|請|欢迎|歡迎)?(?:关注|關注|订阅|訂閱)(?:我们|我們|本报|本報|\p{L}{0,8}(?:公众号|公眾號|频道|頻道))
  [\p{L}＠@]{0,12}(?:をフォロー|友だち追加|メルマガ登録|チャンネル登録)|フォローする
  (?:구독|팔로우|채널)\s?(?:하기|추가|하세요)|뉴스레터 (?:구독|신청)
  (?:हमें|हमसे) .{0,24}(?:फॉलो|फ़ॉलो|जुड़|जुड़)|(?:चैनल|न्यूज़लेटर) (?:को )?सब्सक्राइब
`);

/** All that a line says which leads to the page of the story, or to what people said there. */
export const wholeStory: RegExp = isAll(`
  (?:read|see|view) (?:the )?(?:more|rest|(?:full|whole|entire|original) (?:story|article|post|entry))
  continue reading.{0,80}|keep reading|read on|click here to read.{0,20}|read the rest of this.{0,20}
  (?:leave|add|post|write) a (?:comment|reply)|(?:view |read )?(?:all )?comments?|more
  weiterlesen|mehr lesen|(?:den )?(?:ganzen|vollständigen) (?:artikel|beitrag) lesen|zum (?:artikel|beitrag)
  kommentare?|kommentar schreiben|lire (?:la suite|plus|l['’]article(?: complet| entier)?)
  continuer la lecture.{0,80}|commentaires?|(?:laisser|ajouter) un commentaire
  (?:leer|ver) (?:más|mas)|seguir leyendo.{0,80}|leer (?:el artículo|la nota) complet[oa]|comentarios?
  (?:deja|dejar) un comentario|leia mais|ler mais|continue (?:lendo|a ler).{0,80}|deixe um comentário
  leggi (?:tutto|di più|l['’]articolo(?: completo)?)|continua a leggere.{0,80}|lascia un commento|comment[oi]
  lees (?:verder|meer)|reacties?|читать (?:далее|дальше|полностью)|подробнее|комментари[ийяев]{1,2}
  (?:оставить|добавить) комментарий|اقرأ (?:المزيد|بقية المقال)|(?:أضف|اترك) تعليق(?:ا|اً)?|تعليقات?
  (?:קראו|לקריאה|קרא) עוד|להמשך (?:ה)?(?:קריאה|כתבה)|לכתבה המלאה|(?:הוסף|הוסיפו) תגובה|תגובות
  (?:阅读|閱讀|查看|点击|點擊)(?:全文|更多|原文|阅读全文)|(?:继续|繼續)(?:阅读|閱讀)|(?:条|則)?(?:评论|評論)
  (?:发表|發表|查看)(?:评论|評論)|続きを(?:読む|見る)|(?:記事)?全文を(?:読む|見る)|もっと(?:読む|見る)
  コメント(?:する|を(?:書く|見る))?|(?:더|계속|자세히) (?:읽기|보기)|(?:전문|원문) (?:보기|읽기)
  댓글(?: (?:쓰기|달기|보기))?|(?:पूरा|पूरी|आगे|और) (?:खबर |ख़बर |लेख )?पढ़ें|(?:पूरा|आगे|और) पढ़ें
`);

/** Says where the item first stood, with a link there. */
export const firstAppeared: RegExp = new RegExp(
  anyOf(String.raw`
  appeared first (?:on|in)|first appeared (?:on|in)|erschien(?:en)? zuerst (?:auf|bei)
  apparu en premier sur|(?:se publicó|apareció) primero en|apareceu (?:primeiro|antes) (?:em|no|na)
  (?:è apparso per la prima volta|sembra essere il primo) su|verscheen eerst op
  появил\p{L}* (?:сначала|впервые) на|ظهرت? (?:أولا|أولاً) على|(?:最先|首先|最早)出[现現]在
  最初に.{1,20}(?:登場|掲載|表示|投稿)|に最初に(?:表示|掲載|投稿)
`),
  'u',
);

/** All that a line says which marks where an advertisement stood. */
export const adMark: RegExp = isAll(`
  advertisement|sponsored(?: content| post)?|promoted content|paid (?:content|post)
  (?:story|article|content) continues (?:below|after) (?:the |this )?(?:ad|advert|advertisement)
  (?:continue reading|scroll) (?:below|past) (?:the )?(?:ad|advertisement)
  anzeige|werbung|publicité|publicidade?|contenido patrocinado|pubblicità|advertentie
  реклама|на правах рекламы|إعلان|اعلان|إعلانات|פרסומת|विज्ञापन|广告|廣告|広告|スポンサーリンク|광고|reklam
`);
