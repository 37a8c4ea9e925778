import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import iconv from 'iconv-lite';
import { decode } from '../../functions/feed/read/decode.ts';

const japanese = '朝市は川辺の広場で開かれます。どうぞお越しください。';
const chinese = '渡轮等了一个小时的潮水，人们在码头上看到了新的船。';
const russian = 'Паром ждал прилива целый час, и люди стояли на причале.';

suite('labels', () => {
  const cases: Record<string, [string, string, string, string]> = {
    'the HTTP charset': [chinese, 'gbk', 'text/xml; charset=GBK', ''],
    'HTTP before the document': [russian, 'koi8-r', 'text/xml; charset="koi8-r"', 'utf-8'],
    'the XML declaration': [japanese, 'euc-jp', 'text/xml', 'EUC-JP'],
    'an unknown label is passed over': [
      japanese,
      'shift_jis',
      'text/xml; charset=nonsense',
      'x-sjis',
    ],
    'windows-1252 behind the name iso-8859-1': ['“naïve” – 5 €', 'windows-1252', '', 'iso-8859-1'],
    'utf-8 labelled iso-8859-1': ['naïve – señor', 'utf8', 'text/xml; charset=iso-8859-1', ''],
    'utf-8 labelled gb2312': [chinese, 'utf8', '', 'gb2312'],
    'a few characters of GBK that are valid UTF-8': ['聢聢', 'gbk', '', 'gbk'],
    'a label of utf-16 on bytes that are not': ['plain', 'utf8', '', 'utf-16'],
  };
  for (const [name, [text, charset, contentType, declared]] of Object.entries(cases)) {
    test(name, async () => {
      const prolog = declared === '' ? '' : `<?xml version="1.0" encoding="${declared}"?>`;
      const bytes = iconv.encode(`${prolog}<rss>${text}</rss>`, charset);
      assert.equal(await decode(bytes, contentType), `${prolog}<rss>${text}</rss>`);
    });
  }

  test('iso-2022-jp, whose bytes are all ASCII', async () => {
    const bytes = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="iso-2022-jp"?><t>'),
      Buffer.from([0x1b, 0x24, 0x42, 0x44, 0x2b, 0x1b, 0x28, 0x42]),
      Buffer.from('</t>'),
    ]);
    assert.match(await decode(bytes), /<t>朝<\/t>/);
  });
});

suite('what the bytes prove', () => {
  for (const charset of ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be']) {
    test(`${charset}, with and without a mark`, async () => {
      const text = `<rss>${japanese} and some words in ASCII, as markup has them</rss>`;
      assert.equal(await decode(iconv.encode(text, charset, { addBOM: true })), text);
      assert.equal(await decode(iconv.encode(text, charset, { addBOM: false })), text);
    });
  }

  test('one bad byte does not turn a UTF-8 feed into another encoding', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`<t>${russian}`),
      Buffer.from([0xff]),
      Buffer.from('</t>'),
    ]);
    assert.equal(await decode(bytes), `<t>${russian}\ufffd</t>`);
  });

  test('UTF-8 encoded twice is undone', async () => {
    const once = '¿Dónde está la ñandú? “Aquí”';
    const twice = iconv.decode(Buffer.from(once), 'windows-1252');
    assert.equal(await decode(Buffer.from(twice)), once);
    assert.equal(
      await decode(Buffer.from(`${twice}渡`)),
      `${twice}渡`,
      'but only where all of it was',
    );
  });
});

test('a single accented letter is no reason to think of Chinese', async () => {
  assert.equal(await decode(iconv.encode('a naïve idea', 'latin1')), 'a naïve idea');
});

test('every byte of windows-1252 is the one of the tables', async () => {
  const all = Buffer.from(Array.from({ length: 0x20 }, (_, i) => 0x80 + i));
  const defined = iconv.decode(all, 'windows-1252').replaceAll('\ufffd', '');
  const twice = iconv.decode(Buffer.from('à'.repeat(2)), 'windows-1252');
  for (const character of defined) {
    const bytes = Buffer.from(character);
    const once = iconv.decode(bytes, 'windows-1252');
    if (once.includes('\ufffd')) continue;
    assert.equal(await decode(Buffer.from(`${twice}${once}`)), `àà${character}`);
  }
});

suite('a guess where nothing is said', () => {
  const cases: Record<string, string> = {
    shift_jis: japanese.repeat(3),
    'euc-jp': japanese.repeat(3),
    gb18030: chinese.repeat(3),
    big5: '渡輪等了一個小時的潮水，人們在碼頭上看到了新的船。'.repeat(3),
    'euc-kr': '나룻배는 한 시간 동안 물때를 기다렸고 사람들은 부두에 서 있었다.'.repeat(3),
    'windows-1251': russian,
    'koi8-r': russian,
    'windows-1252': 'Le café où naît la rumeur, déjà fermé à midi.',
  };
  for (const [charset, text] of Object.entries(cases)) {
    test(charset, async () => assert.equal(await decode(iconv.encode(text, charset)), text));
  }
});

suite('labels that disagree, and none', () => {
  const hebrew = 'בוקר טוב לכולם, הסירות חזרו אל הנמל והים שקט מאוד היום.';
  const greek = 'Το πλοίο γύρισε στο λιμάνι και η θάλασσα ήταν ήσυχη.';
  const thai = 'เรือกลับมาที่ท่าแล้ว และทะเลก็เงียบสงบในวันนี้';
  const arabic = 'عادت القوارب إلى الميناء وكان البحر هادئا اليوم.';
  const polish = 'Łódź wróciła do portu, a morze było dziś spokojne.';
  const cases: Record<string, [string, string, string, string]> = {
    'latin-1 of the server, something else of the document': [
      polish,
      'iso-8859-2',
      'text/xml; charset=ISO-8859-1',
      'iso-8859-2',
    ],
    'utf-8 of the server, something else of the document': [
      russian,
      'windows-1251',
      'text/xml; charset=utf-8',
      'windows-1251',
    ],
    'a name that only people use': ['„naïve“ – 5 €', 'windows-1252', '', 'latin-1'],
    'no label, Hebrew': [hebrew, 'windows-1255', '', ''],
    'no label, Greek': [greek, 'windows-1253', '', ''],
    'no label, Thai': [thai, 'windows-874', '', ''],
    'no label, Arabic': [arabic, 'windows-1256', '', ''],
    'no label, Icelandic': ['Þórður og Æsa gengu að brúnni', 'windows-1252', '', ''],
  };
  for (const [name, [text, charset, contentType, declared]] of Object.entries(cases)) {
    test(name, async () => {
      const prolog = declared === '' ? '' : `<?xml version="1.0" encoding="${declared}"?>`;
      const bytes = iconv.encode(`${prolog}<rss>${text}</rss>`, charset);
      assert.equal(await decode(bytes, contentType), `${prolog}<rss>${text}</rss>`);
    });
  }

  test('iso-2022-jp is known by its escapes', async () => {
    const bytes = Buffer.from('<t>\x1b$BD+\x1b(B</t>', 'latin1');
    assert.equal(await decode(bytes), '<t>朝</t>');
  });
});
