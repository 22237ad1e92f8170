"""The shared package of the attention notebooks: plumbing, and the ideas after they were taught."""
