/** The members of a list parameter of the query protocol, `Key.member.1` and so on. */
export function members(form: URLSearchParams, key: string): string[] {
  const found: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = form.get(`${key}.member.${index}`);
    if (value === null) return found;
    found.push(value);
  }
}
