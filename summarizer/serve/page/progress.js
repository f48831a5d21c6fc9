const line = document.getElementById("progress");
async function look() {
  try {
    const answer = await fetch("/api/jobs/" + location.pathname.split("/")[2]);
    const job = await answer.json();
    if (!["queued", "running"].includes(job.status)) return location.reload();
    if (job.progress && job.progress !== line.textContent) line.textContent = job.progress;
  } catch { line.textContent = "The server does not answer"; }
  setTimeout(look, 700);
}
setTimeout(look, 300);
