/** The look of the control page: system fonts, both colour schemes, one column on a phone. */
export const style = `
:root { color-scheme: light dark; --page: light-dark(#fbfaf7, #16171a);
  --card: light-dark(#ffffff, #1e2024); --text: light-dark(#22201c, #e9e6df);
  --soft: light-dark(#645f55, #a8a399); --line: light-dark(#e4dfd4, #34363b);
  --accent: light-dark(#1d5c54, #86cfc1); --on-accent: light-dark(#ffffff, #10241f);
  --bad: light-dark(#a8321f, #f0917f); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
.wide { max-width: 68rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.125rem; align-items: baseline; }
header strong { font-size: 1.125rem; margin-inline-end: auto; }
h1, h2 { line-height: 1.25; margin: 0 0 .5rem; }
h1 { font-size: 1.0625rem; color: var(--soft); font-weight: 500; }
h2 { font-size: 1.125rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .375rem 0; }
a { color: var(--accent); }
.soft { color: var(--soft); }
.bad { color: var(--bad); }
.now { font-size: 1.625rem; font-weight: 600; line-height: 1.25; margin: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.125rem 1.25rem; margin-top: 1rem; min-width: 0; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
  gap: 0 1rem; align-items: start; }
.row { display: flex; flex-wrap: wrap; gap: .625rem; align-items: end; margin-top: .875rem; }
li.row { align-items: center; gap: 0 .875rem; margin: 0; }
form { margin: 0; }
button { font: inherit; padding: .5rem .875rem; min-height: 2.75rem; border-radius: .5rem;
  border: 1px solid var(--line); background: transparent; color: var(--text); cursor: pointer; }
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent);
  font-weight: 600; }
button:disabled { color: var(--soft); background: none; border: 1px dashed var(--line);
  cursor: default; }
button:disabled:hover { border-color: var(--line); }
label { display: block; color: var(--soft); font-size: .875rem; }
label.check { display: flex; gap: .5rem; align-items: center; color: var(--text);
  font-size: 1rem; min-height: 2.75rem; }
input:not([type=checkbox]), select { display: block; font: inherit; color: var(--text);
  background: var(--page); border: 1px solid var(--line); border-radius: .5rem;
  padding: .375rem .625rem; min-height: 2.75rem; width: 100%; max-width: 100%; }
.field { flex: 1 1 8rem; min-width: 0; }
.field.long { flex-basis: 100%; }
.field.date { flex: 0 1 24rem; }
@media (max-width: 30rem) { .field.date, header strong { flex-basis: 100%; } }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: end; padding: .375rem 0 .375rem .375rem; border-top: 1px solid var(--line); }
th, td { overflow-wrap: break-word; }
th:first-child { text-align: start; font-weight: 400; padding-inline-start: 0; }
thead th { border: 0; color: var(--soft); font-size: .875rem; font-weight: 400; }
ul { list-style: none; padding: 0; margin: .5rem 0 0; }
li { border-top: 1px solid var(--line); padding: .5rem 0; }
li p { margin: 0; font-size: .9375rem; }
li p + p { margin-top: .375rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .75rem;
  margin: .5rem 0 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
.said { border-inline-start: .25rem solid var(--accent); }
.said.bad { border-inline-start-color: var(--bad); }
`;
