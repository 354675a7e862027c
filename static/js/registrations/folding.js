// Text as it is searched: small letters without Vietnamese marks, as app/core/text.py folds it.

/** "Đỗ Ưu" → "do uu". */
export function folded(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd')
    .toLowerCase().replace(/\s+/g, ' ').trim();
}
