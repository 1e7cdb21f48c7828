// The 3-D library is fetched only where the browser can draw with it.

function canDraw() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

export async function figureModule() {
  return canDraw() ? { ...(await import("./figure.js")), canDraw } : { canDraw };
}
