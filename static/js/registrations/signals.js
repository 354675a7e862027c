// Sound and vibration: a steward who looks at the guest must hear the answer.

// notes: [hertz, seconds]; buzz: milliseconds on, off, on …
export const SIGNALS = {
  ok: { notes: [[880, 0.09], [1320, 0.14]], buzz: [60] },
  again: { notes: [[620, 0.12], [0, 0.06], [620, 0.12]], buzz: [90, 70, 90] },
  no: { notes: [[220, 0.45]], buzz: [300, 100, 300] },
  out: { notes: [[1040, 0.09], [700, 0.12]], buzz: [40, 40, 40] },
};

/** A player of the signals. Browsers allow sound only after a touch: call `wake` in one. */
export function makeSignals({ AudioContext = globalThis.AudioContext } = {}) {
  let audio = null;
  let loud = true;
  function play(notes) {
    if (!audio || audio.state !== 'running') return;
    let at = audio.currentTime + 0.01;
    for (const [hertz, seconds] of notes) {
      if (hertz) {
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        tone.type = 'triangle';
        tone.frequency.value = hertz;
        volume.gain.setValueAtTime(0.5, at);
        volume.gain.exponentialRampToValueAtTime(0.01, at + seconds);
        tone.connect(volume).connect(audio.destination);
        tone.start(at);
        tone.stop(at + seconds);
      }
      at += seconds;
    }
  }
  return {
    wake() {
      if (!AudioContext) return;
      audio ??= new AudioContext();
      audio.resume?.();
    },
    toggle() {
      loud = !loud;
      return loud;
    },
    give(kind) {
      const signal = SIGNALS[kind];
      if (loud) play(signal.notes);
      globalThis.navigator?.vibrate?.(signal.buzz);
    },
  };
}
