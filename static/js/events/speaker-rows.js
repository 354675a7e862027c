/** The name or id of a field in another row: speakers-0-name, 0 → 3 gives speakers-3-name. */
export function inRow(name, row) {
  return name.replace(/-\d+-/, `-${row}-`);
}

/** Whether one more empty row is wanted: the last one is used and there is room. */
export function wantsRow(names, most = 12) {
  return names.length > 0 && names.length < most && names.at(-1).trim() !== '';
}
