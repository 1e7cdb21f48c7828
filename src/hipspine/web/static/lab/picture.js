// A picture of what is seen: the figure with its title, what is changed, and what it says.

const WIDTH = 1600, HEIGHT = 1200, MARGIN = 48;

export function savePicture(panel) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  pen.fillStyle = colour("--paper");
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = colour("--ink");
  pen.font = "bold 40px system-ui, sans-serif";
  pen.fillText(`${panel.data.name}, ${Math.round(panel.scene.percents[panel.frame])} % (${panel.data.segment})`, MARGIN, MARGIN + 34);
  pen.font = "26px system-ui, sans-serif";
  const changes = panel.answer.changes.map((change) => change.text).join("; ") || panel.words.recorded;
  let line = wrapped(pen, changes, MARGIN, MARGIN + 80);
  line = wrapped(pen, panel.answer.live, MARGIN, line + 6);
  if (panel.figure) {
    const picture = panel.figure.picture();
    const room = HEIGHT - line - MARGIN;
    const scale = Math.min((WIDTH - 2 * MARGIN) / picture.width, room / picture.height);
    pen.drawImage(picture, (WIDTH - picture.width * scale) / 2, line, picture.width * scale, picture.height * scale);
  }
  pen.font = "20px system-ui, sans-serif";
  pen.fillStyle = colour("--soft");
  pen.fillText(`hipspine · ${panel.answer.kind_text}`, MARGIN, HEIGHT - 18);
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "hipspine.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}

function wrapped(pen, text, x, y) {
  let line = "", at = y;
  for (const word of text.split(" ")) {
    if (pen.measureText(`${line}${word}`).width > WIDTH - 2 * x) {
      pen.fillText(line, x, at);
      at += 34;
      line = "";
    }
    line += `${word} `;
  }
  pen.fillText(line, x, at);
  return at + 34;
}
