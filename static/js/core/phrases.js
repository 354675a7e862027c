/** Put a number into a phrase made by the server: "{n} ticked" → "1.200 ticked". */
export function withNumber(phrase, number, language = globalThis.document?.documentElement.lang) {
  return phrase.replaceAll('{n}', new Intl.NumberFormat(language || 'vi').format(number));
}
