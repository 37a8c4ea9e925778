/** Text as HTML, and HTML that may be printed. */

/** HTML that has passed the cleaner, or that the product wrote itself. */
export interface CleanHtml {
  readonly cleanHtml: string;
}

/** Makes text safe between tags and within a quoted attribute. */
export function escapeHtml(text: string): string {
  let html = '';
  let from = 0;
  for (let at = text.search(/[&<>"']/); at >= 0 && at < text.length; at += 1) {
    const entity = entityOf(text.charCodeAt(at));
    if (entity === undefined) continue;
    html += text.slice(from, at) + entity;
    from = at + 1;
  }
  return from === 0 ? text : html + text.slice(from);
}

function entityOf(code: number): string | undefined {
  if (code === 0x26) return '&amp;';
  if (code === 0x3c) return '&lt;';
  if (code === 0x3e) return '&gt;';
  if (code === 0x22) return '&quot;';
  return code === 0x27 ? '&#39;' : undefined;
}
