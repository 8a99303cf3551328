// What build.mjs makes: for each country's code `M…z` in whole steps, or `x,y` of a dot (static/world.mjs).
declare module 'dashi:world' {
  const world: { readonly width: number; readonly height: number; readonly places: Readonly<Record<string, string>> };
  export default world;
}

/** The names of all words, in the order of each language's texts. */
declare module 'dashi:words' {
  const names: readonly string[];
  export default names;
}
