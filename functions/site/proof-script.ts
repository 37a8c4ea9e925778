/**
 * The script that does the sum of a proof of work (functions/subscriber/proof.ts): SHA-256 in plain
 * JavaScript, which is quicker for short texts than asking the browser for each hash.
 */
export const proofSource = `
const prove = (() => {
const roots = [], cubes = [];
const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
for (let n = 2; cubes.length < 64; n++) {
let d = 2;
while (d * d <= n && n % d) d++;
if (d * d <= n) continue;
if (roots.length < 8) roots.push(fraction(n ** 0.5));
cubes.push(fraction(n ** (1 / 3)));
}
const turn = (x, n) => (x >>> n) | (x << (32 - n));
const firstWord = (bytes) => {
const length = (((bytes.length + 8) >> 6) + 1) * 64;
const view = new DataView(new ArrayBuffer(length));
bytes.forEach((byte, n) => view.setUint8(n, byte));
view.setUint8(bytes.length, 128);
view.setUint32(length - 4, bytes.length * 8);
const hash = [...roots], w = [];
for (let start = 0; start < length; start += 64) {
let [a, b, c, d, e, f, g, h] = hash;
for (let n = 0; n < 64; n++) {
if (n < 16) w[n] = view.getInt32(start + n * 4);
else {
const x = w[n - 15], y = w[n - 2];
w[n] = (w[n - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[n - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
}
const t = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + cubes[n] + w[n]) | 0;
const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
}
[a, b, c, d, e, f, g, h].forEach((x, n) => { hash[n] = (hash[n] + x) | 0; });
}
return hash[0] >>> 0;
};
return (token, address, bits, done) => {
const text = new TextEncoder();
let nonce = 0;
const work = () => {
for (const end = nonce + 2000; nonce < end; nonce++) {
const word = firstWord(text.encode(token + ':' + address + ':' + nonce.toString(36)));
if (word >>> (32 - bits) === 0) return done(nonce.toString(36));
}
setTimeout(work);
};
work();
};
})();`;

/**
 * On the page that asks for a proof: takes away what is said to who has no JavaScript, does the sum,
 * then sends the form on.
 */
export const proofScript = `(() => {${proofSource}
document.querySelector('[data-unable]').remove();
const form = document.querySelector('form[data-bits]');
const { token, address, nonce } = form.elements;
prove(token.value, address.value, +form.dataset.bits, (found) => {
nonce.value = found;
form.submit();
});
})();`;
