// A page that is not whole yet asks for itself again.
setTimeout(() => location.reload(), 1500);
