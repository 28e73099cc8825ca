/** Drawn on a grid of 20 with strokes of 1.6; all take the colour of the text. */
const paths = {
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  undo: "M7.5 4 3.5 8l4 4M4 8h8a4.5 4.5 0 0 1 0 9H8",
  redo: "M12.5 4l4 4-4 4M16 8H8a4.5 4.5 0 0 0 0 9h4",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4",
  moon: "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z",
  play: "M6 4v12l10-6z",
  pause: "M7 4v12M13 4v12",
  stop: "M5.5 5.5h9v9h-9z",
  back: "M14 4v12L6 10zM5 4v12",
  forward: "M6 4v12l8-6zM15 4v12",
  close: "M5 5l10 10M15 5 5 15",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  swap: "M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3",
  open: "M3 16V4h5l2 2.5h7V16z",
  download: "M10 3v10M6 9.5l4 4 4-4M4 17h12",
  link: "M8 12l4-4M8.5 6.5l2-2a3.5 3.5 0 0 1 5 5l-2 2M11.5 13.5l-2 2a3.5 3.5 0 0 1-5-5l2-2",
  stack: "M10 2.5 18 7l-8 4.5L2 7zM2.5 10.5 10 15l7.5-4.5M2.5 14 10 18l7.5-4",
  arrow: "M4 16 16 4M8.5 4H16v7.5",
  layout: "M7.5 3h5v4h-5zM2.5 13h5v4h-5zM12.5 13h5v4h-5zM10 7v3M5 13v-3h10v3",
  align: "M3 3v14M6.5 5h9v3h-9zM6.5 12h6v3h-6z",
  list: "M7 5h10M7 10h10M7 15h10M3 5h.6M3 10h.6M3 15h.6",
  search: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM12.2 12.2 17 17",
  check: "M4 10.5 8 14.5 16 5.5",
  warn: "M10 3 18 17H2zM10 8v4M10 14.2v.6",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7M10 14.4v.6M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15Z",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="glyph" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
