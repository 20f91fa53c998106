"""The tutorial's network of 3 inputs, 4 hidden and 2 output neurons learns from 1000 people.

教程的主程序：3-4-2 网络根据体重、身高、年龄判断性别；用一千个模拟的人训练。
"""

import numpy as np

import pronghorn as keras
from pronghorn.layers import Activation, Dense
from pronghorn.models import Sequential

keras.utils.set_random_seed(2)

# Weight, height and age in standard units; women are average in all three. The first 500 are men,
# who are one unit heavier, one unit taller and one unit younger.
people = np.random.normal(size=(1000, 3))
people[:500] += [1, 1, -1]
is_man = np.zeros(1000)
is_man[:500] = 1
answers = keras.utils.to_categorical(is_man, num_classes=2)  # 0 -> [1, 0], 1 -> [0, 1]

model = Sequential(name="woman_or_man")
model.add(keras.Input(shape=(3,)))
model.add(Dense(4, kernel_initializer="random_normal", name="dense_1"))
model.add(Activation("relu", name="hidden"))
model.add(Dense(2, kernel_initializer="random_normal", name="dense_2"))
model.add(Activation("softmax", name="output"))
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
keras.utils.plot_model(model, "pictures/network.png", show_shapes=True, show_layer_names=True)

history = model.fit(people, answers, epochs=10, batch_size=8)
keras.plot_history(history, "pictures/training.png")

woman, man = model.predict([[0, 0, 0]], verbose=0)[0]  # average in everything
SAID = {
    "en": (
        "\nAccuracy {accuracy:.3f}, loss {loss:.3f} after 10 epochs of 125 batches.",
        "An average person is a woman with probability {woman:.2f}, a man with {man:.2f}.",
        "Pictures: pictures/network.png (the model), pictures/training.png (its progress).",
    ),
    "zh": (
        "\n训练 10 轮、每轮 125 批之后：准确率 {accuracy:.3f}，损失 {loss:.3f}。",
        "各项都平均的人：是女性的概率为 {woman:.2f}，是男性的概率为 {man:.2f}。",
        "图片：pictures/network.png（模型结构）、pictures/training.png（训练过程）。",
    ),
}
figures = {name: values[-1] for name, values in history.history.items()}
for line in SAID[keras.config.settings.language]:
    print(line.format(woman=woman, man=man, **figures))
