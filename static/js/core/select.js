let loading;

/** A long select that one can type into; marks may be left out ("do uu" finds Đỗ Ưu). */
export default async function select(element) {
  await load();
  const control = new TomSelect(element, {
    maxOptions: null,
    refreshThrottle: 0, // who types fast and presses Enter gets what was typed
    hideSelected: element.multiple,
    allowEmptyOption: !element.multiple,
    plugins: element.multiple ? ['remove_button'] : [],
    render: { no_results: nothing },
  });
  element.setAttribute('aria-hidden', 'true'); // the typed-in field takes its place and its label
  control.control_input.setAttribute('autocomplete', 'off');
  const said = element.getAttribute('aria-describedby');
  if (said) control.control_input.setAttribute('aria-describedby', said);
  if (element.ariaInvalid) control.control_input.ariaInvalid = element.ariaInvalid;
}

function nothing() {
  const line = document.createElement('div');
  line.className = 'no-results';
  line.textContent = document.body.dataset.nothing;
  return line;
}

function load() {
  loading ??= new Promise((resolve, reject) => {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = vendor('tom-select.min.css');
    document.head.prepend(sheet);
    const script = document.createElement('script');
    script.src = vendor('tom-select.complete.min.js');
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function vendor(file) {
  return new URL(`../../vendor/${file}`, import.meta.url).href;
}
