/** The bundler inlines a WebAssembly file as its bytes, so that the pure rooms need no disk. */
declare module "*.wasm" {
  const bytes: Uint8Array;
  export default bytes;
}
