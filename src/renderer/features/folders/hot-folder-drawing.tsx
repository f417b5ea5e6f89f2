/** A picture falls into a folder, and out of another comes its cutout. */
export const HotFolderDrawing = () => (
  <svg
    width="280"
    height="112"
    viewBox="0 0 280 112"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    <g opacity="0.55">
      <rect x="34" y="8" width="44" height="34" rx="3" />
      <circle cx="56" cy="22" r="6" />
      <path d="M45 42c1-7 5-10 11-10s10 3 11 10" />
    </g>
    <path d="M12 52a4 4 0 0 1 4-4h24l7 8h49a4 4 0 0 1 4 4v36a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4z" />
    <path d="M118 78h40m-8-7 8 7-8 7" opacity="0.55" />
    <path d="M180 52a4 4 0 0 1 4-4h24l7 8h49a4 4 0 0 1 4 4v36a4 4 0 0 1-4 4h-80a4 4 0 0 1-4-4z" />
    <g>
      <rect x="202" y="8" width="44" height="34" rx="3" strokeDasharray="3 4" opacity="0.55" />
      <circle cx="224" cy="22" r="6" />
      <path d="M213 42c1-7 5-10 11-10s10 3 11 10" />
    </g>
  </svg>
);
