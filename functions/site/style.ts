/** The look of every page: one small stylesheet, set in the page itself. Paper, ink, one accent. */
import {
  type Cadence,
  cadences,
  cadencesWith,
  cadenceTable,
  dayFields,
} from '../config/cadence.ts';
import { type Palette, palettesOf } from '../edition/palette.ts';
import { fontStacks } from '../edition/print/theme-data.ts';

const chosenOf = (among: readonly Cadence[]) =>
  `[name=cadence]:is(${among.map((one) => `[value=${one}]`).join(', ')}):is(:checked, [type=hidden])`;

/** What the cadence that is chosen does not ask for: days that are not its own, a time where none is. */
const unaskedFields = [
  ...dayFields.map((field) => {
    return `form:has([name=cadence]):not(:has(${chosenOf(cadencesWith(field))})) .${field}`;
  }),
  `form:has(${chosenOf(cadences.filter((one) => cadenceTable[one].isInstant))}) .timed`,
].join(',\n');

/** Pages are the house that the mails come from: the same paper and ink, the same letters. */
const own = palettesOf();
const { text, head } = fontStacks.paper;
const painted = ({ page, sheet, ink, soft, rule, accent, onAccent }: Palette) =>
  `--paper: ${page}; --sheet: ${sheet}; --ink: ${ink}; --soft: ${soft}; --rule: ${rule};
  --edge: ${soft}; --accent: ${accent}; --on-accent: ${onAccent};`;

const source = `
:root {
  color-scheme: light dark;
  ${painted(own.light)} --bad: #a3271b; --good: #2b6138;
  --serif: ${head}; --sans: ${text};
}
@media (prefers-color-scheme: dark) {
  :root { ${painted(own.dark)} --bad: #f2a195; --good: #9fd3aa; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.6 var(--sans); overflow-wrap: anywhere;
}
.column { width: 100%; max-width: 37rem; margin-inline: auto; padding-inline: 1.25rem; }
header.column { padding-block: 1.5rem 0; }
header p { margin: 0; padding-block-end: .65rem; font: 700 1.05rem/1.4 var(--serif); }
header a { display: inline-block; max-width: 100%; padding-block: .65rem; color: inherit; text-decoration: none; }
header a:hover { text-decoration: underline; }
main { flex: 1; padding-block: 2rem 3rem; background: var(--sheet); }
h1 {
  margin: 0 0 .9rem; font: 700 clamp(1.6rem, 1.2rem + 2vw, 2.125rem)/1.2 var(--serif);
  text-wrap: balance; overflow-wrap: break-word;
}
.name { white-space: nowrap; }
:is(:lang(ja), :lang(zh)) h1 { word-break: auto-phrase; }
.logo { display: block; max-width: 100%; height: 56px; object-fit: contain; object-position: left; }
[dir=rtl] .logo { object-position: right; }
:lang(ar) { --serif: "Noto Naskh Arabic", "Geeza Pro", "Traditional Arabic", serif; }
:is(:lang(ja), :lang(zh)) { --serif: var(--sans); line-break: strict; }
h2 { margin: 2.5rem 0 .4rem; font: 600 1.05rem/1.4 var(--sans); }
p { margin: 0 0 1rem; }
.lead { font-size: 1.15rem; color: var(--soft); }
.note, .hint, footer { color: var(--soft); font-size: .9375rem; }
.hint { margin: .3rem 0 0; }
a { color: var(--accent); text-underline-offset: .2em; }
form { margin-block: 1.75rem 0; }
.field, fieldset { margin: 0 0 1.4rem; padding: 0; border: 0; min-width: 0; }
label, legend { padding: 0; font-weight: 600; }
legend { margin-block-end: .2rem; }
details { margin-block: -.4rem 1rem; }
summary { display: inline-block; padding-block: .65rem; color: var(--accent); font-weight: 600; cursor: pointer; }
summary::before { content: "+ "; }
[open] > summary::before { content: "− "; }
details > :is(fieldset, .field, .pair):nth-child(2) { margin-block-start: .75rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0 1rem; }
input:not([type=radio], [type=checkbox]), select {
  display: block; width: 100%; min-height: 3rem; margin-block-start: .3rem; padding: .55rem .8rem;
  border: 1px solid var(--edge); border-radius: .4rem;
  background: var(--sheet); color: inherit; font: inherit;
}
select {
  appearance: none; padding-inline-end: 2.4rem; text-overflow: ellipsis;
  background-image:
    linear-gradient(45deg, transparent 50%, currentcolor 50%),
    linear-gradient(135deg, currentcolor 50%, transparent 50%);
  background-position: right 1.3rem center, right .95rem center;
  background-size: .36rem .36rem; background-repeat: no-repeat;
}
[dir=rtl] select { background-position: left .95rem center, left 1.3rem center; }
[aria-invalid=true] { border-color: var(--bad) !important; box-shadow: inset 0 0 0 1px var(--bad); }
.choice {
  display: flex; align-items: center; gap: .7rem; min-height: 2.75rem; font-weight: 400;
  cursor: pointer;
}
.choice span { display: inline-block; }
.choice span::first-letter { text-transform: uppercase; }
.choice input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 3rem;
  padding: .6rem 1.6rem; border: 1px solid transparent; border-radius: .4rem;
  background: var(--accent); color: var(--on-accent);
  font: 600 1rem/1.3 var(--sans); text-decoration: none; cursor: pointer;
}
button.second { background: none; border-color: var(--edge); color: var(--accent); }
button:disabled { opacity: .6; cursor: default; }
button:hover, .button:hover { filter: brightness(1.12); }
.quiet { display: inline-block; padding-block: .6rem; }
form + :is(.note, p) { margin-block-start: 1rem; }
.note + button { margin-block-start: .4rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.fault { margin: .35rem 0 0; color: var(--bad); font-weight: 600; font-size: .9375rem; }
.banner {
  margin: 0 0 1.5rem; padding: .8rem 1rem; border-inline-start: 4px solid;
  border-radius: .2rem; background: var(--paper); font-weight: 600;
}
.banner.bad { color: var(--bad); }
.banner.good { color: var(--good); }
.trap { position: absolute; inset-inline-start: -200vw; width: 1px; height: 1px; overflow: hidden; }
.list { margin: 1.5rem 0 0; padding: 0; list-style: none; }
.list li { padding-block: .6rem 1rem; border-block-start: 1px solid var(--rule); }
.list a { display: inline-block; max-width: 100%; padding-block: .6rem; font: 600 1.2rem/1.4 var(--serif); }
.list p { margin: 0; }
footer { padding-block: 1.25rem 1.5rem; }
footer p { margin: 0; }
.sample {
  margin-block: 2rem; padding: .9rem 1.1rem .4rem; background: var(--paper);
  border: 1px solid var(--rule); border-radius: .4rem;
}
.sample .hint { margin: 0; }
.sample ul { margin: .4rem 0; padding: 0; list-style: none; }
.sample li { padding-block: .25rem; font: 600 1.1rem/1.4 var(--serif); }
.sample .quiet { margin-inline-end: 1.2rem; }
.editions { margin: 1.5rem 0; padding: 0; list-style: none; }
.editions > li { padding-block: .4rem 1rem; border-block-start: 1px solid var(--rule); }
.editions h2 { margin: 0; font: 600 1.15rem/1.4 var(--serif); }
.editions a, .pages a { display: inline-block; padding-block: .65rem; }
.editions ul { margin: 0; padding-inline-start: 1.2rem; color: var(--soft); }
.editions > li::after { content: ""; display: block; clear: both; }
.editions img {
  float: inline-end; width: 7.5rem; height: 5.6rem; margin: .6rem 0 .4rem 1rem;
  margin-inline: 1rem 0; border-radius: .2rem; object-fit: cover;
}
.pages { display: flex; justify-content: space-between; gap: 1rem; }
.pages :only-child[rel=next] { margin-inline-start: auto; }
${unaskedFields} { display: none; }
@media (forced-colors: active) { button, .button { border-color: ButtonText; } }
@media (prefers-reduced-motion: no-preference) { button, .button { transition: filter .15s; } }
`;

/** The stylesheet without the air that people read it by. */
export const style = source.replace(/\s+/g, ' ').trim();
