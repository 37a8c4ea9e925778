/** Bytes read as UTF-8 although some of them are not. */

/** Whether most of what is not ASCII could be read as UTF-8. */
export function mostlyUtf8(lossy: string): boolean {
  let good = 0;
  let bad = 0;
  for (let i = 0; i < lossy.length; i += 1) {
    const code = lossy.charCodeAt(i);
    if (code === 0xfffd) bad += 1;
    else if (code > 0x7f) good += 1;
  }
  return good > bad;
}
