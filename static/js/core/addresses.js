const NAME = /^[a-z0-9-]+(\/[a-z0-9-]+)+$/;

/** The address of the module that data-module names ("registrations/scanner"), or null for no name. */
export function addressOf(name, base) {
  return NAME.test(name) ? new URL(`../${name}.js`, base).href : null;
}
