/**
 * What a mail may do in its frame: show itself. No scripts, no forms, no origin, no pictures from
 * elsewhere unless they were asked for; its links open in a tab of their own.
 */
export function framePolicy(ownOrigin: string, allPictures: boolean): string {
  return [
    "default-src 'none'",
    `img-src data: ${allPictures ? 'http: https:' : ownOrigin}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    `sandbox ${frameSandbox}`,
  ].join('; ');
}

/** For the frame and for the policy, so that the mail opened by itself is no less locked in. */
export const frameSandbox = 'allow-popups allow-popups-to-escape-sandbox';

const ours = '<base target="_blank"><meta name="referrer" content="no-referrer">';

/** The mail's HTML, with its links sent to new tabs, and without what makes a browser call out. */
export function frameHtml(mail: string): string {
  const html = mail.replace(callers, (_, slash: string, name: string) => {
    return `<${slash}${harmless[name.toLowerCase()]}`;
  });
  const head = /<head(?:\s[^>]*)?>/i.exec(html);
  if (head !== null) return insert(html, head.index + head[0].length);
  // In front of a doctype it would switch the mail to quirks mode.
  const doctype = /^\s*<!doctype[^>]*>/i.exec(html);
  return insert(html, doctype === null ? 0 : doctype[0].length);
}

/**
 * No policy keeps a browser from connecting to where a `link` of rel=preconnect or a blocked frame
 * points. Each becomes an element that is read by the same rules of parsing and does nothing.
 */
const callers = /<(\/?)(link|frame|iframe)(?=[\s/>])/gi;
const harmless: Readonly<Record<string, string>> = {
  link: 'meta',
  frame: 'meta',
  iframe: 'noframes',
};

function insert(html: string, at: number): string {
  return html.slice(0, at) + ours + html.slice(at);
}

/** Does the HTML ask for pictures from some server? */
export function hasRemotePictures(html: string): boolean {
  return /(?:src|srcset|background)\s*=\s*["']?\s*https?:|url\(\s*["']?https?:/i.test(html);
}
