/** The look of the desk: that of the public pages, and what a desk has besides: a menu, tables, parts. */
import { style as siteStyle } from '../style.ts';
import { chartStyle } from './chart/chart-style.ts';

const own = `
.wide { width: 100%; max-width: 64rem; margin-inline: auto; padding-inline: 1.25rem; }
.jump { position: absolute; inset-inline-start: -200vw; }
.jump:focus { position: static; display: inline-block; padding: .6rem; }
.desk-head { border-block-end: 1px solid var(--rule); background: var(--sheet); }
.desk-head .wide { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; padding-block: .35rem; }
.desk-head a { display: inline-flex; align-items: center; min-height: 2.75rem; color: inherit; text-decoration: none; }
.desk-head a:hover { text-decoration: underline; }
.desk-head .paper { font: 700 1.05rem/1.4 var(--serif); margin-inline-end: auto; }
.desk-menu ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: 0; padding: 0; list-style: none; }
.desk-menu a { display: inline-flex; align-items: center; min-height: 2.75rem; padding-inline: .1rem; color: var(--ink); text-decoration: none; border-block-end: 3px solid transparent; }
.desk-menu a:hover { border-color: var(--rule); }
.desk-menu a[aria-current] { border-color: var(--accent); font-weight: 600; }
.desk-main { flex: 1; background: var(--sheet); padding-block: 1.5rem 4rem; }
.desk-main h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 1.9rem); }
.desk-main h2 { font: 700 1.2rem/1.35 var(--serif); }
.desk-main h3 { margin: 1.25rem 0 .3rem; font: 600 1rem/1.4 var(--sans); }
.desk-main form { margin-block: .75rem 0; }
.acts { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin-block: .6rem 1rem; }
.acts form { margin: 0; }
form + .acts, form + .card { margin-block-start: 1.25rem; }
.card { margin-block: 0 1rem; padding: 1rem 1.1rem; border: 1px solid var(--rule); border-radius: .5rem; background: var(--paper); }
.card > :last-child { margin-block-end: 0; }
.card.urgent { border-inline-start: 4px solid var(--bad); }
.card h2, .card h3 { margin-block: 0 .3rem; }
button.danger { background: none; border-color: var(--bad); color: var(--bad); }
a.button.second { background: none; border-color: var(--edge); color: var(--accent); }
button.small, a.button.small { min-height: 2.75rem; padding: .35rem .9rem; font-size: .9375rem; }
.rows { width: 100%; border-collapse: collapse; margin-block: .5rem 1.25rem; }
.rows caption { padding-block-end: .4rem; color: var(--soft); text-align: start; }
.rows th, .rows td { padding: .55rem .75rem .55rem 0; border-block-end: 1px solid var(--rule); text-align: start; vertical-align: top; }
[dir=rtl] .rows th, [dir=rtl] .rows td { padding: .55rem 0 .55rem .75rem; }
.rows thead th { color: var(--soft); font-weight: 600; font-size: .9375rem; }
.rows tbody th { font-weight: 600; }
.rows .figure { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0 0 1.25rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }
.tag { display: inline-block; padding: .05rem .5rem; border: 1px solid var(--edge); border-radius: 1rem; font-size: .875rem; overflow-wrap: normal; }
.tag.bad { border-color: var(--bad); color: var(--bad); }
.tag.good { border-color: var(--good); color: var(--good); }
.preview { display: block; width: 100%; height: 36rem; border: 1px solid var(--rule); border-radius: .4rem; background: #fff; }
.preview.text { background: var(--paper); }
.tabs { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: 0 0 .75rem; padding: 0; list-style: none; }
.tabs a { display: inline-flex; align-items: center; min-height: 2.75rem; border-block-end: 3px solid transparent; color: inherit; text-decoration: none; }
.tabs a[aria-current] { border-color: var(--accent); font-weight: 600; }
.desk-main summary { display: inline-flex; gap: .35rem; align-items: center; min-height: 2.75rem; color: var(--accent); cursor: pointer; }
.story { padding-block: .6rem; border-block-end: 1px solid var(--rule); }
.story p, .story .acts { margin-block: .2rem; }
.preview.phone { max-width: 22.5rem; }
textarea { display: block; width: 100%; min-height: 7rem; margin-block-start: .3rem; padding: .55rem .8rem; border: 1px solid var(--edge); border-radius: .4rem; background: var(--sheet); color: inherit; font: inherit; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2rem; }
.tick { display: inline-grid; place-items: center; min-width: 2.75rem; min-height: 2.75rem; vertical-align: middle; }
.tick input, label > input[type=checkbox] { width: 1.25rem; height: 1.25rem; accent-color: var(--accent); }
progress { display: block; width: 100%; height: .8rem; margin-block: 0 1rem; accent-color: var(--accent); }
label:has(> input[type=checkbox]) { display: inline-flex; align-items: center; gap: .6rem; min-height: 2.75rem; padding-block: .3rem; }
.inline { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem 1rem; }
.inline .field { flex: 1 1 14rem; margin: 0; }
.facts dd, .rows tbody th, .desk-main h1[dir=auto], .story p[dir=auto] { text-align: -webkit-match-parent; text-align: match-parent; }
@media (max-width: 40rem) {
  .desk-menu ul { gap: 0 .9rem; }
  .rows thead { position: absolute; inset-inline-start: -200vw; }
  .rows, .rows caption, .rows tbody, .rows tr, .rows td, .rows tbody th { display: block; }
  .rows tr { padding-block: .5rem; border-block-end: 1px solid var(--rule); }
  .rows td, .rows tbody th, [dir=rtl] .rows td, [dir=rtl] .rows tbody th { padding: .1rem 0; border: 0; }
  .rows .figure { text-align: start; }
  .rows td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .rows td:empty { display: none; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-block-end: .6rem; }
  .acts button { flex: 1 1 auto; }
}
`;

/** The stylesheet of the desk. */
export const deskStyle: string = siteStyle + (own + chartStyle).replace(/\s+/g, ' ').trim();
