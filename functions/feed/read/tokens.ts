/** A few of the tokens of a piece of HTML, for who needs no tree and no more than those. */
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

const nothing = () => {};
const silent: TokenizerCallbacks = {
  onattribdata: nothing,
  onattribend: nothing,
  onattribentity: nothing,
  onattribname: nothing,
  oncdata: nothing,
  onclosetag: nothing,
  oncomment: nothing,
  ondeclaration: nothing,
  onend: nothing,
  onopentagend: nothing,
  onopentagname: nothing,
  onprocessinginstruction: nothing,
  onselfclosingtag: nothing,
  ontext: nothing,
  ontextentity: nothing,
};

/**
 * Calls back for each token that is asked for, with its place in the HTML, in linear time.
 * References stay as they are written.
 */
export function eachToken(html: string, callbacks: Partial<TokenizerCallbacks>): void {
  const tokenizer = new Tokenizer({ decodeEntities: false }, { ...silent, ...callbacks });
  tokenizer.write(html);
  tokenizer.end();
}
