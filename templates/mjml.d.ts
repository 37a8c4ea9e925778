declare module 'mjml' {
  interface MjmlOptions {
    readonly validationLevel: 'strict';
    readonly filePath: string;
    readonly ignoreIncludes: false;
    readonly minify?: boolean;
    readonly minifyOptions?: { readonly minifyCss: false };
  }
  function mjml2html(source: string, options: MjmlOptions): Promise<{ readonly html: string }>;
  export = mjml2html;
}
