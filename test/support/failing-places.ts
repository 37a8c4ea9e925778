/** Checks, by the places that they are of: each rejects or throws where its place does not know a member. */
export type Places<Member> = Readonly<Record<string, (member: Member) => void | Promise<void>>>;

/** The places that do not know this member. */
export async function failingPlaces<Member>(
  places: Places<Member>,
  member: Member,
): Promise<string[]> {
  const failing: string[] = [];
  for (const [place, check] of Object.entries(places)) {
    try {
      await check(member);
    } catch {
      failing.push(place);
    }
  }
  return failing;
}
