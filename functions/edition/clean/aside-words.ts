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
  czytaj (?:dalej|więcej|całość)|więcej|komentarze|(?:dodaj|zostaw) komentarz
  댓글(?: (?:쓰기|달기|보기))?|(?:पूरा|पूरी|आगे|और) (?:खबर |ख़बर |लेख )?पढ़ें|(?:पूरा|आगे|और) पढ़ें
`);

/** Of these, what would be a word of a story or a heading where no link is. */
export const loneWord: RegExp =
  /^\P{L}*(?:more|\p{L}*comm?ent\p{L}*|kommentar\p{L}*|więcej|komentarze|reacties?|читать|تعليق\p{L}*|תגובות|评论|評論|댓글|コメント)\P{L}*$/u;

/** Channels by which pages ask to be followed. */
export const channel: RegExp =
  /newsletter|infolettre|bolet[ií]n|instagram|facebook|twitter|mastodon|bluesky|telegram|whatsapp|youtube|tiktok|linkedin|threads|podcast|nieuwsbrief|рассылк|телеграм|канал|公众号|公眾號|微信|微博|メルマガ|ニュースレター|뉴스레터|카카오톡|النشرة|نشرتنا|قناتنا/;

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

/** All that a line says which asks to subscribe, to follow or to give, with no link that tells. */
export const invitation: RegExp = isAll(String.raw`
  thanks for reading[^!.]{0,60}[!.]? (?:this post is public|please|consider|subscribe|feel free|if you).{0,160}
  (?:[^.!?]{1,60} is a reader-supported publication\.? )?to receive new posts.{0,160}
  [^.!?]{1,60} is a reader-supported publication.{0,160}
  subscribe (?:(?:now|here|today) )?(?:for free )?to (?:receive|get|read) (?:new|all|future|our|my|the|more) .{0,120}
  subscribe (?:now|today|here|for free)|sign up (?:now|today|here|for free)
  (?:like|enjoy|love)(?:d|ing)? (?:this|what you)[^?.!]{0,60}\? (?:subscribe|sign up|share|support|become|follow).{0,140}
  if you (?:enjoy|like|love)(?:ed)? [^.!?]{0,80}(?:consider|please) (?:subscrib|support|becom|shar|follow).{0,120}
  support (?:this podcast|this show|our work|my work|the show)(?: on| at| by|:).{0,100}
  (?:vielen )?dank(?:e)? fürs? (?:das )?lesen.{0,60}(?:abonnier|teil|kostenlos).{0,140}
  (?:jetzt )?kostenlos abonnieren.{0,100}|abonnier(?:e|en sie|t) (?:kostenlos|jetzt|mich|uns|gratis)[^.!?]{0,120}
  (?:dir|ihnen|euch) gefällt [^?.!]{0,60}\? (?:abonnier|unterstütz|teil|folg|dann).{0,120}
  folg(?:e|t|en sie) (?:uns|mir) (?:auf|bei) [^.!?]{0,60}
  merci (?:de |d['’]|pour ).{0,60}(?:abonn|partag).{0,140}
  abonnez-vous (?:gratuitement|pour recevoir|maintenant|dès maintenant)[^.!?]{0,140}
  (?:suivez|retrouvez)[- ]nous sur [^.!?]{0,80}|cet article vous a plu.{0,120}
  gracias por leer.{0,80}suscr.{0,140}|suscr[íi]b(?:ete|ase|anse) (?:gratis|gratuitamente|ahora|aquí|para recibir)[^.!?]{0,140}
  s[íi]g(?:uenos|anos|ueme) en [^.!?]{0,80}|¿?te (?:ha )?gust(?:a|ó|ado) [^?]{0,60}\? (?:suscr|compart|apoya).{0,120}
  grazie (?:per|di) .{0,80}(?:iscriv|abbon|condivid).{0,140}|iscriviti (?:gratis|gratuitamente|ora|per ricevere)[^.!?]{0,60}(?:newsletter|articoli|post|e-?mail|notizie|novità|canale)[^.!?]{0,60}
  seguici su [^.!?]{0,80}|ti è piaciuto [^?]{0,60}\? (?:iscriv|condivid|sostien).{0,120}
  obrigad[oa] por ler.{0,80}(?:subscrev|inscrev|assin).{0,140}
  (?:subscreva|assine) (?:gratuitamente|grátis|agora|já|para receber)[^.!?]{0,140}|siga-nos (?:no|na|em) [^.!?]{0,80}
  dzięk(?:i|uję|ujemy) za (?:czytanie|lekturę|przeczytanie|uwagę).{0,80}(?:subskryb|zapisz|zasubskryb).{0,140}
  (?:za)?subskrybuj (?:za darmo|bezpłatnie|już|teraz|aby otrzymywać|żeby)[^.!?]{0,140}|zapisz się (?:aby|żeby) otrzymywać[^.!?]{0,140}|(?:obserwuj|śledź|polub) nas na [^.!?]{0,80}
  bedankt voor het lezen.{0,80}(?:abonn|schrijf).{0,140}|abonneer je (?:gratis|nu)[^.!?]{0,120}|volg ons op [^.!?]{0,80}
  спасибо,? (?:что (?:читаете|прочитали)|за чтение).{0,80}подпи.{0,140}|(?:подписывайтесь|подпишитесь) (?:на|бесплатно)[^.!?]{0,120}
  شكر.{0,3} (?:لقراءتك|على القراءة|لمتابعتك).{0,80}|اشترك(?:وا)? (?:مجان|الآن|في (?:نشرت|قنات|النشرة|القناة))[^.!؟]{0,120}
  (?:تابعونا|تابعنا|تابعوا حساب|تابعوا صفحت)[^.!؟]{0,100}|انضم(?:وا)? إلى قنات[^.!؟]{0,80}
  (?:感谢|感謝|谢谢|謝謝)(?:您的|你的|大家)?(?:阅读|閱讀|收听|收聽|观看|觀看).{0,30}(?:订阅|訂閱|关注|關注).{0,60}
  (?:点击|點擊|点|戳).{0,12}(?:上方|下方|蓝字|藍字|标题|標題|左上角|右上角|名片).{0,20}(?:关注|關注|订阅|訂閱|置顶).{0,24}
  (?:点击|點擊|点)[“"'「]?(?:阅读原文|閱讀原文|原文).{0,30}|(?:长按|長按|扫描|扫一扫|掃描|掃一掃|识别|識別|扫码|掃碼|请扫|請掃).{0,24}(?:二维码|二維碼|小程序|关注|關注|订阅|訂閱|加入|下载|下載).{0,40}
  (?:欢迎|歡迎|请|請|敬请|敬請|记得|記得|更多[^。！？]{0,20})(?:大家)?(?:关注|關注|订阅|訂閱|追蹤|搜索)[^。！？]{0,16}(?:公众号|公眾號|微信|微博|频道|頻道|账号|帳號|我们|我們|本号|本報|本报|视频号|電子報|电子报|粉絲)[^。！？]{0,40}
  (?:关注|關注|追蹤|订阅|訂閱)(?:我们|我們|本号|本报|本報|[^。！？]{0,16}(?:公众号|公眾號|微博|微信|粉絲專頁|频道|頻道|電子報|电子报|视频号|脸书|臉書|facebook|line|instagram|telegram))[^。！？]{0,30}
  (?:喜欢|喜歡|觉得|覺得)[^。！？]{0,16}(?:点赞|點讚|点个赞|在看|分享|转发|轉發|按讚|收藏)[^。！？]{0,24}|(?:点赞|點讚|点个赞|分享|收藏)[、，, 和]{0,2}(?:点赞|點讚|在看|关注|收藏|转发|分享)[^。！？]{0,12}
  [^。！？]{0,40}(?:フォロー|チャンネル登録|友だち追加|友達追加|メルマガ登録|購読|高評価)(?:を|も|と|の|は|、)?(?:ぜひ)?(?:よろしく)?(?:お願い(?:いたし|致し|し)?ます|してください|してね|はこちら(?:から)?|お待ちしています)
  (?:この|本)?(?:記事|番組)が(?:気に入った|面白かった|よかった)[^。！？]{0,60}|[^。！？]{0,20}(?:公式)?(?:line|x|twitter|instagram|facebook|youtube)(?:アカウント|ページ|チャンネル)?を?(?:で)?(?:フォロー|チェック|登録)[^。！？]{0,20}
  [^.!?]{0,40}(?:구독|팔로우|친구 ?추가|좋아요|알림 ?설정)[^.!?]{0,16}(?:해 ?주세요|하세요|부탁드립니다|부탁드려요|바랍니다|눌러 ?주세요)
  [^.!?]{0,24}(?:카카오톡|네이버|유튜브|텔레그램|인스타그램|페이스북|채널)[^.!?]{0,24}(?:구독|추가|팔로우|만나보세요)(?:하기|하세요)?|[^.!?]{0,20}제보(?:하기|는|를|받습니다)[^.!?]{0,80}
`);

/**
 * What such a line speaks of besides, or leads to: without either, somebody is asked to a walk or to a
 * play.
 */
export const askedFor: RegExp =
  /newsletter|infolettre|bolet[ií]n|instagram|facebook|twitter|mastodon|bluesky|telegram|whatsapp|youtube|tiktok|linkedin|threads|spotify|patreon|substack|podcast|nieuwsbrief|рассылк|телеграм|канал|бесплатн|free|gratis|gratuit|kostenlos|darmo|bezpłatn|(?:new|neue|nuov|nov[oa]s|nuev[oa]s|nouveaux?|nowe|новые)[\p{L}]* (?:posts?|teksty|textos|articles?|beiträge|articol\p{L}*|artigos|publi\p{L}+|entradas|artículos|wpis\p{L}*|стат\p{L}*|записи)|e-?mails?|inbox|reader-supported|support (?:my|our|this|the) |subscrib|pour recevoir|para rec[ie]b|per ricevere|abonnier|suscr[íi]b|iscriv\p{L}* alla|subskryb|подпи(?:ск|саться|шитесь на (?:наш|нов|расс|кана|теле))|مجان|نشرت|النشرة|قنات|القناة|تابعو?نا|公众号|公眾號|微信|微博|二维码|二維碼|频道|頻道|账号|帳號|订阅|訂閱|关注|關注|点赞|點讚|在看|フォロー|チャンネル|登録|購読|高評価|友だち|구독|팔로우|채널|카카오톡|네이버|유튜브|이메일|전화|알림|친구/u;

/** What a line begins with that says where a podcast is hosted; with the next it is a host's line. */
export const hostedBy: RegExp = opens(String.raw`
  (?:this (?:podcast|show|episode) is )?(?:hosted|powered|distributed) (?:on|by)|learn more about your ad choices
  see (?:omnystudio|acast|megaphone|privacy|pcm\.adswizz)|visit (?:megaphone|podcastchoices|acast)|privacy policy at|our gdpr privacy policy|advertising inquiries
  (?:gehostet|bereitgestellt|veröffentlicht) (?:auf|von|bei|über|durch)|hébergé(?:e)? (?:par|sur|chez)|(?:distribué|diffusé) par
  (?:alojado|presentado|distribuido) (?:en|por)|(?:ospitato|distribuito|hosting) (?:su|da|di|presso)|(?:hospedado|alojado|distribuído) (?:por|em|no|na)
  (?:hostowan[eya]|hosting|udostępnian[eya]) (?:przez|na|w|:)|gehost (?:door|op|bij)|(?:размещено|хостинг) (?:на|в)|(?:تمت )?(?:استضاف|مستضاف|يستضيف|تستضيف)
  (?:本(?:节目|節目|播客|集))?由[\p{L}\s]{1,24}(?:托管|託管|提供支持|支持)|[\p{L}\s]{0,24}(?:でホスト|がホスト|ホスティング)|[\p{L}\s]{0,24}(?:에서 호스팅|호스팅)
`);
/** Where such a line leads, whatever its language. */
export const hostMark: RegExp =
  /privacy|adchoices|ad choices|acast|megaphone|omnystudio|simplecast|podbean|buzzsprout|firstory|spotify|podigee|ausha|ivoox|spreaker|podchoices|confidentialit|datenschutz|privacidad|prywatno|隐私|隱私|プライバシー|개인정보|الخصوصية|конфиденциальн/;

/** All that a line says which leads back to where a page stands. */
export const wayBack: RegExp = isAll(`
  (?:go )?(?:back )?to (?:the )?(?:top|home ?page|front page|home)|return to (?:the )?(?:home ?page|front page|top)
  (?:zurück )?zur (?:startseite|übersicht|homepage)|(?:zurück )?nach oben|retour (?:à l['’]accueil|en haut(?: de page)?|à la une|au sommaire)
  (?:volver|ir) (?:al inicio|a (?:la )?portada|arriba|a la página principal)|torna (?:alla home(?:page)?|su|in alto|alla pagina (?:iniziale|principale))
  (?:voltar|ir) (?:ao (?:início|topo)|à (?:página inicial|home|capa)|para a (?:página inicial|home))
  (?:powrót|wróć|przejdź) (?:do|na) (?:strony głównej|stronę główną|góry|górę|początku)|terug naar (?:boven|de homepage|home|de voorpagina)
  (?:вернуться )?на главную(?: страницу)?|наверх|(?:返回|回到|回)(?:首页|首頁|顶部|頂部|主页|主頁)|(?:トップ|ホーム)(?:ページ)?(?:へ|に)(?:戻る)?|ページの?(?:トップ|先頭)(?:へ|に)(?:戻る)?
  (?:posts?|messages?|beiträge?|publicaci(?:ón|ones)|mensagens|mensaje[sn]*|post[iy]?|сообщени[еяй]) - \\d+ (?:participants?|participant·e·s|participante[s]?|participant\\(e\\)s|teilnehmer|partecipant[ei]|uczestnik(?:ów|a)?|участник(?:а|ов)?)
  (?:페이지 )?(?:맨 ?위로|홈으로|메인으로|처음으로|목록으로)(?: (?:가기|이동|돌아가기))?|(?:ال)?عودة إلى (?:الصفحة )?الرئيسية|إلى (?:ال)?أعلى
`);

/** A line that begins so, or says so, tells whose the text is, and nothing of it. */
export const copyright: RegExp = new RegExp(
  `${before}(?:${anyOf(String.raw`
  (?:©|ⓒ|\(c\)|copyrights?\s*(?:©|ⓒ|\(c\)|by\b|[:–-]))[^.!?。]{0,80}(?:[12]\d{3}|reserved|vorbehalten|réservés|reservados|riservati|zastrzeżone|무단|無断|版权|版權)
  copyrights?\s*[12]\d{3}|copyrights?\b[^.!?。]{0,80}(?:reserved|vorbehalten|réservés|reservados|riservati|zastrzeżone)
  all rights reserved|alle rechte vorbehalten|tous droits réservés|(?:todos los )?derechos reservados|tutti i diritti riservati|todos os direitos reservados
  wszelkie prawa zastrzeżone|alle rechten voorbehouden|все права защищены|(?:جميع|كل|كافة) الحقوق محفوظة|版权所有|版權所有|저작권자
  [^.!?。]{0,40}무단 ?(?:전재|복제|배포|도용)[^.!?。]{0,30}(?:금지|금합니다)|[^.!?。]{0,30}無断(?:転載|複製|使用|引用)[^.!?。]{0,20}(?:禁|お断り|ご遠慮)
  [^.!?。]{0,30}(?:未经|未經)[^.!?。]{0,12}(?:授权|授權|许可|許可|同意|允许)[^.!?。]{0,24}(?:不得|禁止|谢绝|请勿|勿)[^.!?。]{0,16}(?:转载|轉載|复制|複製|使用)
  [^.!?。]{0,12}(?:转载|轉載)(?:请|請|须|須|需)[^.!?。]{0,20}(?:注明|註明|联系|聯繫|授权|授權)
`)})`,
  'u',
);

/** All that a line says which names who wrote or edited it for the paper, with an address or alone. */
export const deskLine: RegExp = new RegExp(
  `${before}(?:${anyOf(String.raw`
  [가-힣]{2,4} ?(?:선임|인턴|수습|객원|전문)? ?(?:기자|특파원|통신원)[\s=:·,/]{0,3}(?:[\w.+-]{1,40}@[\w.-]{1,40})?
  [\w.+-]{1,40}@[\w.-]{1,40} ?[가-힣]{2,4} ?(?:기자|특파원)
  (?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|校對|审核|審核|值班编辑|实习编辑|排版)\s?[:：|｜/]\s?[\p{L}\s、/]{1,30}
`)})${after}`,
  'u',
);

/** Says with a link to the page of the item that it once stood there, or goes on about it there. */
export const firstStood: RegExp = new RegExp(
  anyOf(String.raw`
  (?:was )?(?:originally|first) published (?:in|on|at|by)|originally (?:appeared|posted) (?:in|on|at)|cross-?posted from
  (?:ursprünglich|zuerst|zunächst) (?:erschienen|veröffentlicht)|(?:wurde|erschien) (?:ursprünglich|zuerst|zunächst) (?:auf|in|bei|im)
  (?:initialement|d['’]abord|à l['’]origine) (?:publié|paru)|(?:publié|paru)e? (?:initialement|à l['’]origine|d['’]abord)
  (?:originalmente|primero) (?:publicad|aparec)|publicad[oa]s? (?:originalmente|originariamente|por primera vez)|(?:originariamente|originalmente) pubblicat|pubblicat[oa] (?:originariamente|originalmente|per la prima volta)
  (?:pierwotnie|po raz pierwszy) (?:opublikowan|ukazał)|(?:opublikowan|ukazał)[\p{L}]{0,3}(?: się)? (?:pierwotnie|po raz pierwszy)|oorspronkelijk (?:gepubliceerd|verschenen)
  (?:首发于|首發於|最初发表|原载于|原載於|最初發表)|(?:に|で)(?:最初に|初出|掲載された)|初出[:：は]|(?:처음|원래).{0,24}(?:게시|게재|실린)|نُ?شر(?:ت)? (?:أولاً|أولا|في الأصل|لأول مرة)
`),
  'u',
);
/** What one service of many writers puts behind that. */
export const goesOnThere: RegExp = /continuing the conversation by highlighting and responding/;
