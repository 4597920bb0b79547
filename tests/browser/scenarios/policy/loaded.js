document.body.dataset.loaded = "loaded";
